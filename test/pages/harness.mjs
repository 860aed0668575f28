/** A page of the extension in a browser without VS Code: its script, its style sheet, a theme's colours, its policy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { FONTS } from '../../scripts/lib/fonts.mjs';
import { THEMES } from './themes.mjs';

/** The functions that answer for the server. */
export const loadAnswers = () => loaded('answers');
/** Those that answer for the process that looks into weights. */
export const loadInspection = () => loaded('inspection');
/** Those that answer for the process that looks into networks. */
export const loadExplanations = () => loaded('explanations');

async function loaded(name) {
  const outfile = join(cache, `${name}.cjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`test/pages/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    external: ['onnxruntime-node'],
    logLevel: 'warning',
  });
  return (await import(`${pathToFileURL(outfile).href}?${Date.now()}`)).default;
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {{ name: string, theme: keyof typeof THEMES, kept?: object, viewport?: { width: number, height: number }, answers?: object, styles?: string }} options
 * styles: whose style sheets the page has, where they are not its own
 * answers: what the extension answers, by the name of the request
 */
export async function openPage(browser, options) {
  const { name, theme, kept, viewport = { width: 760, height: 900 }, answers = {}, styles = name } = options;
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', deviceScaleFactor: 1 });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.route('https://page.test/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: html({ name, theme, kept, answers, styles }) }),
  );
  await page.goto('https://page.test/');
  await page.waitForFunction(() => window.sent?.some(({ kind }) => kind === 'ready'));
  return { page, faults, close: () => context.close() };
}

/** As the extension would post it. */
export const tell = (page, message) => page.evaluate((data) => window.postMessage(data, '*'), message);
export const sent = (page) => page.evaluate(() => window.sent);

/** Style sheets beside the page's own, as the extension links them. */
const STYLES = {
  diagram: ['media/arithmetic.css', 'media/tables.css'],
  training: ['dist/assets/uplot.css'],
  filters: ['media/atlas.css'],
  activations: ['media/atlas.css'],
};

function html({ name, theme, kept, answers, styles: styled }) {
  const { kind, colours } = THEMES[theme];
  const nonce = 'c2VjcmV0';
  const variables = Object.entries(colours).map(([key, value]) => `--vscode-${key}: ${value};`);
  const script = readFileSync(join(root, `dist/webview/${name}.js`), 'utf8').replaceAll('</script', '<\\/script');
  const styles = [`media/${styled}.css`, ...(STYLES[styled] ?? [])].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  return `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>${name}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; font-src data:;">
<style nonce="${nonce}">${fontFaces()}
:root { ${variables.join(' ')} }\n${styles.join('\n')}</style></head>
<body class="vscode-${kind}"><div id="page" aria-live="off"></div>
<script nonce="${nonce}">
window.sent = []; let state = ${JSON.stringify(kept ?? null) ?? 'null'};
const answers = ${JSON.stringify(answers)};
function answer({ kind, id, name }) {
  if (kind === 'ask') window.postMessage({ kind: 'answer', id, result: answers[name] ?? null }, '*');
  if (kind === 'committed') window.postMessage({ kind: 'answer', id, result: { text: '' } }, '*');
  if (kind === 'kernels') {
    const { data, ...more } = answers.kernels ?? { reason: 'There are none.', data: [] };
    window.postMessage({ kind: 'answer', id, result: 'reason' in more ? more : { ...more, data: Float32Array.from(data) } }, '*');
  }
  if (kind === 'fonts') window.postMessage({ kind: 'answer', id, result: ${JSON.stringify(svgFonts())} }, '*');
}
window.acquireVsCodeApi = () => ({ postMessage: (m) => { window.sent.push(m); answer(m); }, getState: () => state ?? undefined, setState: (s) => { state = s; window.keptState = s; } });
</script>
<script nonce="${nonce}">${script}</script></body></html>`;
}

const svgFonts = () =>
  Object.fromEntries(
    [...FONTS.map(({ face }) => face), 'symbols'].map((face) => [
      face,
      readFileSync(join(root, `dist/assets/${face}.woff2`), 'base64'),
    ]),
  );

/** The bundled fonts, so that pictures are the same everywhere. */
function fontFaces() {
  return FONTS.map(({ family, face, file }) => {
    const data = readFileSync(join(root, file)).toString('base64');
    const weight = face === 'semibold' ? 600 : 400;
    return `@font-face { font-family: '${family}'; font-weight: ${weight}; src: url(data:font/ttf;base64,${data}); }`;
  }).join('\n');
}
