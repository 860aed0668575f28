/** docs/settings.md and docs/commands.md, from the tables of server/src/config. */
import { loadDeclarations } from '../lib/declarations.mjs';

const banner = (source) =>
  `<!-- Generated from server/src/config/${source}.ts by \`npm run generate\`. Do not edit. -->\n`;

export const name = 'references';

export async function generate() {
  const { SETTINGS, COMMANDS, REFACTORINGS, refactoringCommand } = await loadDeclarations();
  const refactorings = REFACTORINGS.map((one) => ({ ...one, id: refactoringCommand(one.id), enablement: true }));
  return [
    { path: 'docs/settings.md', text: settingsPage(SETTINGS) },
    { path: 'docs/commands.md', text: commandsPage([...COMMANDS, ...refactorings]) },
  ];
}

function settingsPage(settings) {
  return [
    banner('settings'),
    '# Settings\n',
    'All under `convscope.`; what is set in a workspace or folder applies there.\n',
    ...settings.map(settingText),
  ].join('\n');
}

function settingText({ key, type, default: value, description, choices, scope }) {
  const lines = [`## \`convscope.${key}\`\n`, `${description}\n`];
  if (choices) lines.push(...choices.map((one) => `- \`${JSON.stringify(one.value)}\`: ${one.description}`), '');
  lines.push(`Type: ${type}. Default: \`${JSON.stringify(value)}\`. Scope: ${scope}.\n`);
  return lines.join('\n');
}

function commandsPage(commands) {
  const rows = commands.map(
    ({ id, title, description, enablement }) =>
      `| Convscope: ${title} | \`${id}\` | ${description} | ${enablement ? 'Python files and notebooks' : 'always'} |`,
  );
  return [
    banner('commands'),
    '# Commands\n',
    'All in the palette (`F1`), under *Convscope*.\n',
    '| command | id | does | where |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
