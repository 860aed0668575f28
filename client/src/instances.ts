/** Choose Instance: whose sizes shared code shows. */
import * as vscode from 'vscode';
import type { InstanceChoice } from '../../server/src/protocol';
import type { Subject } from './commands';
import type { Server } from './server';

interface Item extends vscode.QuickPickItem {
  readonly choice: InstanceChoice;
}

export async function chooseInstance(server: Server, subject: Subject): Promise<void> {
  const answer = subject.at === undefined ? null : await server.ask('convscope/instances', subject.at);
  if (answer === undefined) return;
  if (answer === null || answer.instances.length === 0) {
    void vscode.window.showInformationMessage('Put the cursor into a class whose instances Convscope knows.');
    return;
  }
  const { cls, instances } = answer;
  if (instances.length === 1) {
    void vscode.window.showInformationMessage(`${cls} has one instance, ${instances[0]?.label}, and shows it.`);
    return;
  }
  const items: Item[] = instances.map((choice) => ({
    label: `${choice.shown ? '$(check)' : '$(blank)'} ${choice.label}`,
    description: choice.detail,
    choice,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Sizes of ${cls}: as which instance?`,
    placeHolder: `${instances.length} instances share this code`,
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const { graph, name } = picked.choice;
  await server.ask('convscope/chooseInstance', { uri: subject.uri, cls, graph, name });
}
