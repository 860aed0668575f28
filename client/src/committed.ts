/** The text of a file at the last commit, from VS Code's own Git extension, which knows what is trusted. */
import * as vscode from 'vscode';

/** The part of the Git extension's interface that is used (its `api/git.d.ts`). */
interface GitRepository {
  show(ref: string, path: string): Promise<string>;
}
interface GitExtension {
  getAPI(version: 1): { getRepository(uri: vscode.Uri): GitRepository | null };
}

export async function committedText(uri: string): Promise<{ readonly text: string } | { readonly reason: string }> {
  const file = vscode.Uri.parse(uri);
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (git === undefined) return { reason: 'Git is not available in this window.' };
  try {
    const repository = (await git.activate()).getAPI(1).getRepository(file);
    if (repository === null) return { reason: 'This file is in no Git repository that is open here.' };
    return { text: await repository.show('HEAD', file.fsPath) };
  } catch (error) {
    return { reason: `The last commit does not have this file, or Git is switched off. (${String(error)})` };
  }
}
