/** New Network: a gallery of well-known networks, each with a picture; the chosen one opens as a new file. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** In the order of the gallery: from the first one to learn with to those for a purpose. */
const NAMES = ['lenet', 'lecture', 'resnet', 'unet', 'dcgan', 'mobilenet'] as const;
type NetworkName = (typeof NAMES)[number];

interface Network {
  readonly name: NetworkName;
  readonly title: string;
  readonly purpose: string;
  readonly about: string;
  readonly picture: string;
}

/** With a name as its argument, opens that one at once. */
export async function newNetwork(extensionUri: vscode.Uri, argument: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'gallery');
  const named = NAMES.find((name) => name === argument);
  if (named !== undefined) return open(folder, named);
  const networks = await Promise.all(NAMES.map((name) => networkOf(folder, name)));
  const panel = vscode.window.createWebviewPanel('convscope.gallery', 'New Network', vscode.ViewColumn.Active, {
    enableCommandUris: ['convscope.newNetwork'],
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'media')],
  });
  const style = panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'media/gallery.css'));
  panel.webview.html = page(networks, style.toString());
}

async function open(folder: vscode.Uri, name: NetworkName): Promise<void> {
  const content = await textOf(vscode.Uri.joinPath(folder, `${name}.py`));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'python', content }));
}

/** The file's first line is `"""Title: what it is for.`; the next paragraph says more. */
async function networkOf(folder: vscode.Uri, name: NetworkName): Promise<Network> {
  const text = await textOf(vscode.Uri.joinPath(folder, `${name}.py`));
  const [, title = name, purpose = '', about = ''] = /^"""(.+?): (.+)\n\n([\s\S]+?)\n"""/.exec(text) ?? [];
  const picture = await textOf(vscode.Uri.joinPath(folder, `${name}.svg`));
  return { name, title, purpose, about, picture };
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function page(networks: readonly Network[], style: string): string {
  const nonce = randomBytes(16).toString('base64');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" nonce="${nonce}" href="${style}">
  <title>New Network</title>
</head>
<body>
  <h1>New Network</h1>
  <p>Each opens as a new file to change as you like. A bar is a layer: as high as its map, as wide as its channels.</p>
  <ul>${networks.map(card).join('')}</ul>
</body>
</html>`;
}

function card({ name, title, purpose, about, picture }: Network): string {
  const command = `command:convscope.newNetwork?${encodeURIComponent(JSON.stringify([name]))}`;
  return `
    <li><a href="${escaped(command)}" title="Open ${escaped(title)} as a new file">
      ${picture}
      <strong>${escaped(title)}</strong>
      <span class="purpose">${escaped(purpose.charAt(0).toUpperCase() + purpose.slice(1))}</span>
      <span class="about">${escaped(about)}</span>
    </a></li>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
