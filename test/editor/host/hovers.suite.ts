import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hoverText, openInEditor, until } from './support';

suite('hovers and lenses', () => {
  test('a layer shows its formula with the numbers, its cost and its parameters', async () => {
    const { document } = await openInEditor('net.py');
    const text = await hoverText(document, 'Conv2d(3');
    for (const part of ['⌊(32 + 2·1 − 1·(3−1) − 1)/1⌋ + 1 = 32', '1×3×32×32', '1×16×32×32', '448', 'pytorch.org'])
      assert.ok(text.includes(part), `there is no '${part}' in:\n${text}`);
  });

  test('a call shows what it does', async () => {
    const { document } = await openInEditor('net.py');
    assert.match(await hoverText(document, 'flatten(x'), /1×16×16×16[\s\S]*1×4096/);
  });

  test('a class has its costs and its input above it', async () => {
    const { document } = await openInEditor('net.py');
    const titles = await lensTitles(document, (all) => all.length >= 2);
    assert.ok(
      titles.some((title) => /parameters.*MACs.*to train/.test(title)),
      titles.join('\n'),
    );
    assert.ok(
      titles.some((title) => /input 1×3×32×32/.test(title)),
      titles.join('\n'),
    );
  });

  test('a class that is built twice says whose sizes it shows', async () => {
    const { document } = await openInEditor('blocks.py');
    const titles = await lensTitles(document, (all) => all.length >= 2);
    assert.ok(titles.includes('as first · 1 of 2'), titles.join('\n'));
  });
});

async function lensTitles(document: vscode.TextDocument, satisfies: (titles: string[]) => boolean): Promise<string[]> {
  return until(async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    return lenses.flatMap((lens) => lens.command?.title ?? []);
  }, satisfies);
}
