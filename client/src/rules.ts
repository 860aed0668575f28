/** The pages of the rules, which ship with the extension. */
import * as vscode from 'vscode';

/** `code`: what a problem's link gives; anything else shows all rules. */
export async function showRule(extensionUri: vscode.Uri, code: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'docs', 'rules');
  const pages = await vscode.workspace.fs.readDirectory(folder);
  const page = pages.find(([name]) => typeof code === 'string' && name.startsWith(`${code}-`))?.[0] ?? 'README.md';
  const uri = vscode.Uri.joinPath(folder, page);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(uri); // the Markdown extension may be turned off
  }
}
