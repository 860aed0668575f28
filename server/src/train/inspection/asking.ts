/** What a question that takes long is answered with on the way. */
export interface Asking {
  /** From 0 to 1, and what there is so far. */
  readonly progress: (done: number, partial?: unknown) => void;
  /** Lets messages in; true: nobody waits for the answer any more. */
  readonly isCancelled: () => Promise<boolean>;
}
