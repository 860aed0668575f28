/**
 * Input shapes that a person has chosen: for this session, or for the workspace. The server forgets them when it
 * stops or a file closes, so they are told again after the first reading that follows.
 */
import * as vscode from 'vscode';
import type { Server } from './server';

/** Class name → shape, by file. */
type Shapes = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Keeping = 'session' | 'workspace';

const KEY = 'convscope.inputs';

export class InputChoices implements vscode.Disposable {
  private readonly server: Server;
  private readonly memento: vscode.Memento;
  private readonly subscriptions: vscode.Disposable[];
  private session: Shapes = {};
  private readonly told = new Set<string>();

  constructor(server: Server, memento: vscode.Memento) {
    this.server = server;
    this.memento = memento;
    this.subscriptions = [
      server.onStatus(({ uri, state }) => {
        if (state !== 'reading') void this.tell(uri);
      }),
      server.onState(() => this.told.clear()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.told.delete(uri.toString())),
      vscode.workspace.onDidCloseNotebookDocument(({ uri }) => this.told.delete(uri.toString())),
    ];
  }

  chosen(uri: string, cls: string): string | undefined {
    return this.of(uri)[cls];
  }

  /** The server's complaint, or null when the shape stands. */
  async choose(uri: string, cls: string, shape: string, keeping: Keeping): Promise<string | null> {
    const answer = await this.server.ask('convscope/setInput', { uri, cls, shape });
    if (answer === undefined) return 'Convscope did not answer.';
    if (answer.error !== null) return answer.error;
    await this.drop(uri, cls);
    if (keeping === 'session') this.session = withShape(this.session, uri, cls, shape);
    else await this.memento.update(KEY, withShape(this.kept(), uri, cls, shape));
    return null;
  }

  async forget(uri: string, cls: string): Promise<void> {
    await this.drop(uri, cls);
    await this.server.ask('convscope/setInput', { uri, cls, shape: null });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async drop(uri: string, cls: string): Promise<void> {
    this.session = withoutShape(this.session, uri, cls);
    await this.memento.update(KEY, withoutShape(this.kept(), uri, cls));
  }

  private async tell(uri: string): Promise<void> {
    if (this.told.has(uri)) return;
    this.told.add(uri);
    for (const [cls, shape] of Object.entries(this.of(uri)))
      await this.server.ask('convscope/setInput', { uri, cls, shape });
  }

  private of(uri: string): Readonly<Record<string, string>> {
    return { ...this.kept()[uri], ...this.session[uri] };
  }

  private kept(): Shapes {
    return this.memento.get<Shapes>(KEY, {});
  }
}

function withShape(shapes: Shapes, uri: string, cls: string, shape: string): Shapes {
  return { ...shapes, [uri]: { ...shapes[uri], [cls]: shape } };
}

function withoutShape(shapes: Shapes, uri: string, cls: string): Shapes {
  const { [uri]: ofFile = {}, ...others } = shapes;
  const { [cls]: _, ...rest } = ofFile;
  return Object.keys(rest).length === 0 ? others : { ...others, [uri]: rest };
}
