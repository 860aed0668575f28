/** One VS Code server and one browser, and in them as many fresh workspaces as a test wants. */
import { cpSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { scratchFolder } from '../../scripts/lib/cache.mjs';
import { obtainEditorServer, startEditorServer } from '../../scripts/lib/editorServer.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { launchBrowser } from './browser.mjs';

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'editor.hover.delay': 100,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.minimap.enabled': false,
};

/**
 * @param {{ vsix?: string, settings?: object, say?: (text: string) => void }} options
 * @returns {Promise<Session>}
 */
export async function openSession({ vsix, settings = {}, say = console.error } = {}) {
  const editor = await obtainEditorServer(say);
  const folder = scratchFolder('editor-run');
  const server = await startEditorServer({
    editor,
    data: join(folder, 'data'),
    vsix,
    settings: { ...SETTINGS, ...settings },
  });
  try {
    return new Session(folder, server, await launchBrowser(say));
  } catch (error) {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

export class Session {
  constructor(folder, server, browser) {
    this.folder = folder;
    this.server = server;
    this.browser = browser;
    this.workspaces = 0;
  }

  /** The same server, looked at with another browser. */
  inBrowser(browser) {
    const other = new Session(this.folder, this.server, browser);
    other.workspaces = this.workspaces + 100;
    return other;
  }

  /** A copy of a folder of the repository: quick fixes edit it. */
  copyWorkspace(from = 'test/editor/workspace') {
    this.workspaces += 1;
    const workspace = join(this.folder, String(this.workspaces), basename(from));
    cpSync(join(root, from), workspace, { recursive: true });
    return workspace;
  }

  remote(path) {
    return `vscode-remote://127.0.0.1:${this.server.port}${path}`;
  }

  async newPage(viewport = { width: 1280, height: 800 }) {
    const context = await this.browser.newContext({ viewport });
    return context.newPage();
  }

  async close() {
    await this.browser.close();
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
