/** Questions to the process that computes, each with its answer; what is not wanted any more is cancelled. */
import type {
  Explanations,
  FromActivationsPage,
  PageQuestion,
  QuestionParams,
  ToActivationsPage,
} from '../../../server/src/protocol';

export interface Asked<R> {
  /** Rejects with a sentence for the person; never settles once it is cancelled. */
  readonly answer: Promise<R>;
  readonly cancel: () => void;
}
export type OnProgress = (done: number, partial: unknown) => void;

export interface Asker {
  readonly ask: <N extends PageQuestion>(
    name: N,
    params: QuestionParams<N>,
    onProgress?: OnProgress,
  ) => Asked<Explanations[N]['result']>;
  readonly receive: (message: Exclude<ToActivationsPage, { kind: 'show' | 'picked' }>) => void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: OnProgress | undefined;
}

export function asker(post: (message: FromActivationsPage) => void): Asker {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    ask(name, params, onProgress) {
      last += 1;
      const id = last;
      const answer = new Promise<never>((resolve, reject) => waiting.set(id, { resolve, reject, onProgress }));
      post({ kind: 'question', id, name, params });
      return {
        answer,
        cancel() {
          if (waiting.delete(id)) post({ kind: 'cancel', id });
        },
      };
    },
    receive(message) {
      const one = waiting.get(message.id);
      if (message.kind === 'progress') {
        one?.onProgress?.(message.done, message.partial);
        return;
      }
      waiting.delete(message.id);
      if (message.kind === 'told') one?.resolve(message.result as never);
      else one?.reject(new Error(message.message));
    },
  };
}
