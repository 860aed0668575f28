/**
 * Between the training process and the engine in the tab of its run: questions go there, answers back. A tab that is
 * closed or loaded anew answers no more, which the process is told at once.
 */
import type { EngineReply, EngineRequest } from '../../../server/src/protocol';

type Post = (request: EngineRequest) => Thenable<boolean>;

export class PageEngine {
  private tab: Post | undefined;
  /** Why there is no tab; undefined: it is on its way. */
  private gone: string | undefined;
  private process: ((reply: EngineReply) => void) | undefined;
  /** Asked, and not answered yet. */
  private readonly open = new Map<string, EngineRequest>();

  connect(reply: (reply: EngineReply) => void): void {
    this.process = reply;
  }

  /** The process has ended: what it held in the tab is given back. */
  disconnect(): void {
    this.process = undefined;
    this.open.clear();
    void this.tab?.({ id: 'close', question: { ask: 'close' } });
  }

  request(request: EngineRequest): void {
    this.open.set(request.id, request);
    if (this.tab !== undefined) this.post(request);
    else if (this.gone !== undefined) this.away(request.id, this.gone);
  }

  reply(reply: EngineReply): void {
    if (this.open.delete(reply.id)) this.process?.(reply);
  }

  /** The page is there. What it knew before it was loaded is lost. */
  attach(post: Post): void {
    if (this.tab !== undefined) this.detach('it was loaded anew');
    this.tab = post;
    this.gone = undefined;
    for (const request of this.open.values()) this.post(request);
  }

  detach(reason: string): void {
    this.tab = undefined;
    this.gone = reason;
    for (const id of [...this.open.keys()]) this.away(id, reason);
  }

  private post(request: EngineRequest): void {
    void this.tab?.(request).then((arrived) => {
      if (!arrived) this.away(request.id, 'it takes no messages');
    });
  }

  private away(id: string, detail: string): void {
    this.reply({ id, answer: { answer: 'fault', fault: 'away', detail } });
  }
}
