/** The built server as an editor starts it: a process, spoken to over its standard streams. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../../scripts/lib/files.mjs';

/** Resident memory of the server (its worker thread included), in MiB, as Linux counts it. */
export const residentOf = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

const HEADER_END = '\r\n\r\n';

/** Starts dist/server.js; `request` and `notify` speak the language-server protocol with it. */
export function startServer() {
  const child = spawn(process.execPath, [join(root, 'dist/server.js'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let nextId = 1;
  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}${HEADER_END}`);
    child.stdin.write(body);
  };
  const take = (message) => {
    if (message.method !== undefined) {
      if (message.id !== undefined) send({ id: message.id, result: null });
      return;
    }
    const { resolve, reject } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else resolve(message.result);
  };
  child.stdout.on('data', (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const end = received.indexOf(HEADER_END);
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, end).toString())[1]);
      const start = end + HEADER_END.length;
      if (received.length < start + length) return;
      const message = JSON.parse(received.subarray(start, start + length).toString());
      received = received.subarray(start + length);
      take(message);
    }
  });
  const request = (method, params) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      send({ id, method, params });
    });
  return {
    pid: child.pid,
    request,
    notify: (method, params) => send({ method, params }),
    async initialize(folder) {
      const uri = pathToFileURL(folder).href;
      const workspaceFolders = [{ uri, name: 'bench' }];
      await request('initialize', { processId: process.pid, rootUri: uri, capabilities: {}, workspaceFolders });
      send({ method: 'initialized', params: {} });
    },
    open(path) {
      const text = readFileSync(path, 'utf8');
      const uri = pathToFileURL(path).href;
      send({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'python', version: 1, text } },
      });
      const range = { start: { line: 0, character: 0 }, end: { line: text.split('\n').length, character: 0 } };
      return { hints: () => request('textDocument/inlayHint', { textDocument: { uri }, range }) };
    },
    async stop() {
      await request('shutdown', null);
      const ended = new Promise((resolve) => child.on('exit', resolve));
      send({ method: 'exit' });
      await ended;
    },
  };
}
