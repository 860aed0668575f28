/** What ends a run on a device: it is gone, it has no room, or it was asked for what it cannot do. */
export class Fault extends Error {
  readonly kind: 'lost' | 'memory' | 'invalid' | 'away';
  readonly detail: string;
  constructor(kind: Fault['kind'], detail: string) {
    const line = detail.trim().split('\n')[0] ?? '';
    super(`${WORDS[kind]} (${line})`);
    this.kind = kind;
    this.detail = line;
  }
}

const WORDS: Readonly<Record<Fault['kind'], string>> = {
  lost: 'the graphics card was lost',
  memory: 'the graphics card has no room for this model at this batch size',
  invalid: 'the graphics card refused a computation',
  away: 'the tab that computes is gone',
};
