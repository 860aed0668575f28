/**
 * The editor's side of an engine in a tab: the training process, the extension's own relay, and the page with its
 * policy in a browser. Messages are carried as VS Code does it.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';

const ADDRESS = 'https://page.test/';
const NONCE = 'c2VjcmV0';
const HTML = `<!DOCTYPE html><html lang="en"><head><meta charset="UTF-8"><title>Training</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${NONCE}'; style-src 'nonce-${NONCE}';">
</head><body><div id="page"></div><script nonce="${NONCE}" src="${ADDRESS}dist/webview/training.js"></script></body></html>`;

/**
 * @param {{ browser: import('playwright-core').Browser, wire: typeof import('./wire'), wireScript: string,
 *   PageEngine: typeof import('../../client/src/training/pageEngine').PageEngine, before?: () => void }} options
 * before: runs in the page before its script
 */
export async function openTab({ browser, wire, wireScript, PageEngine, before = () => {} }) {
  const relay = new PageEngine();
  const page = await browser.newPage();
  const faults = [];
  const loaded = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.route(`${ADDRESS}**`, (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path !== '') loaded.push(path);
    const script = { contentType: 'text/javascript', body: path && readFileSync(join(root, path), 'utf8') };
    return route.fulfill(path === '' ? { contentType: 'text/html', body: HTML } : script);
  });
  await page.exposeFunction('toEditor', (text) => {
    const message = wire.decoded(text);
    if (message.kind === 'ready') relay.attach(post);
    if (message.kind === 'engine') relay.reply(message.reply);
  });
  await page.addInitScript(wireScript);
  await page.addInitScript(() => {
    const postMessage = (message) => globalThis.toEditor(globalThis.wire.encoded(message));
    globalThis.acquireVsCodeApi = () => ({ postMessage });
  });
  await page.addInitScript(before);
  const post = async (request) => {
    const text = wire.encoded({ kind: 'engine', request });
    await page.evaluate((words) => window.postMessage(globalThis.wire.decoded(words), '*'), text).catch(() => {});
    return !page.isClosed();
  };
  page.on('close', () => relay.detach('it was closed'));
  await page.goto(ADDRESS);
  return { relay, page, faults, loaded };
}

/** A process that computes in the tab. `receive` is given its other messages, and what ends it. */
export function attached({ relay }, module, args, receive) {
  const child = fork(module, args, { silent: true, serialization: 'advanced' });
  relay.connect((reply) => child.connected && child.send({ kind: 'engine', reply }));
  let words = '';
  child.stderr.on('data', (text) => {
    words = (words + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    const end = (result) => {
      relay.disconnect();
      child.kill();
      resolve(result);
    };
    child.on('message', (message) => {
      if (message.kind === 'engine') relay.request(message.request);
      else receive(message, child, end);
    });
    child.on('exit', (code, signal) => reject(new Error(`the process has ended (${signal ?? code})\n${words}`)));
  });
}
