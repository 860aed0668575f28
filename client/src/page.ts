/** The HTML around a page's script: nothing is loaded but what this extension brings, by a nonce of this opening. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export interface PageOptions {
  /** Of dist/webview/NAME.js and media/NAME.css. */
  readonly name: string;
  readonly title: string;
  /** Further files media/STYLE.css. */
  readonly styles?: readonly string[];
}

export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, options: PageOptions): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, `dist/webview/${options.name}.js`));
  const links = [options.name, ...(options.styles ?? [])].map((name) => {
    const style = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, `media/${name}.css`));
    return `<link rel="stylesheet" nonce="${nonce}" href="${style}">`;
  });
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}';">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${links.join('\n  ')}
  <title>${options.title}</title>
</head>
<body>
  <div id="page" aria-live="off"></div>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

export function isOpen(uri: string): boolean {
  const documents = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments];
  return documents.some((document) => document.uri.toString() === uri);
}
