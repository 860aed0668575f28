/** What ends a run on a device: it is gone, it has no room, or it was asked for what it cannot do. */
export class Fault extends Error {
  readonly kind: 'lost' | 'memory' | 'invalid';
  constructor(kind: Fault['kind'], detail: string) {
    super(`${WORDS[kind]} (${detail.trim().split('\n')[0] ?? ''})`);
    this.kind = kind;
  }
}

const WORDS: Readonly<Record<Fault['kind'], string>> = {
  lost: 'the graphics card was lost',
  memory: 'the graphics card has no room for this model at this batch size',
  invalid: 'the graphics card refused a computation',
};
