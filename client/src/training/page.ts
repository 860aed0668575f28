/** The HTML around a page of training: its script, its style sheets, its policy. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export function trainingPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  script: 'training' | 'runs' | 'images',
  title: string,
): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (path: string): vscode.Uri => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, path));
  const styles = [at('dist/assets/uplot.css'), at('media/training.css')];
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}';">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${styles.map((style) => `<link rel="stylesheet" nonce="${nonce}" href="${style}">`).join('\n  ')}
  <title>${title}</title>
</head>
<body>
  <div id="page"></div>
  <script nonce="${nonce}" src="${at(`dist/webview/${script}.js`)}"></script>
</body>
</html>`;
}
