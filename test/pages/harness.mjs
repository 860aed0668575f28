/** A page of the extension in a browser without VS Code: its script, its style sheet, a theme's colours, its policy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { FONTS } from '../../scripts/lib/fonts.mjs';
import { THEMES } from './themes.mjs';

/** The function that answers for the server. */
export async function loadAnswers() {
  const outfile = join(cache, 'answers.cjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/pages/answers.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
  return (await import(`${pathToFileURL(outfile).href}?${Date.now()}`)).default.answerFor;
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{ name: string, theme: keyof typeof THEMES, kept?: object, viewport?: { width: number, height: number } }} options
 */
export async function openPage(browser, { name, theme, kept, viewport = { width: 760, height: 900 } }) {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.route('https://page.test/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: html(name, theme, kept) }),
  );
  await page.goto('https://page.test/');
  await page.waitForFunction(() => window.sent?.some(({ kind }) => kind === 'ready'));
  return { page, faults, close: () => context.close() };
}

/** As the extension would post it. */
export const tell = (page, message) => page.evaluate((data) => window.postMessage(data, '*'), message);
export const sent = (page) => page.evaluate(() => window.sent);

function html(name, theme, kept) {
  const { kind, colours } = THEMES[theme];
  const nonce = 'c2VjcmV0';
  const variables = Object.entries(colours).map(([key, value]) => `--vscode-${key}: ${value};`);
  const script = readFileSync(join(root, `dist/webview/${name}.js`), 'utf8').replaceAll('</script', '<\\/script');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>${name}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src blob: data:; font-src data:;">
<style nonce="${nonce}">${fontFaces()}
:root { ${variables.join(' ')} }\n${readFileSync(join(root, `media/${name}.css`), 'utf8')}</style></head>
<body class="vscode-${kind}"><div id="page" aria-live="off"></div>
<script nonce="${nonce}">
window.sent = []; let state = ${JSON.stringify(kept ?? null) ?? 'null'};
window.acquireVsCodeApi = () => ({ postMessage: (m) => window.sent.push(m), getState: () => state ?? undefined, setState: (s) => { state = s; window.keptState = s; } });
</script>
<script nonce="${nonce}">${script}</script></body></html>`;
}

/** The bundled fonts, so that pictures are the same everywhere. */
function fontFaces() {
  return FONTS.map(({ family, face, file }) => {
    const data = readFileSync(join(root, file)).toString('base64');
    const weight = face === 'semibold' ? 600 : 400;
    return `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}); }`;
  }).join('\n');
}
