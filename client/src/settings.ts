/** Settings as the server wants them: by their declared keys, with `convscope.` left out. */
import * as vscode from 'vscode';
import { SETTINGS, type SettingKey } from '../../server/src/config';

export const SECTION = 'convscope';

export function currentSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  return Object.fromEntries(SETTINGS.map(({ key }) => [key, configuration.get(key)]));
}

export function isOn(key: SettingKey): boolean {
  return vscode.workspace.getConfiguration(SECTION).get(key) === true;
}

/** undefined: it is no number that makes sense. */
export function countOf(key: SettingKey): number | undefined {
  const value = vscode.workspace.getConfiguration(SECTION).get(key);
  return typeof value === 'number' && value >= 1 ? value : undefined;
}
