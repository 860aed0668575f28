/** What runs a program once compiled; the trainer is the same for all. */
import type { Element, Runnable, ValueId } from '../program';
import type { Stayed } from '../tfjs';
import type { Capabilities } from './engine';

/** Numbers as the host holds them; whole numbers and truth too. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly element: Element;
  readonly data: Float32Array;
}

export interface Compiled {
  /** Results in the order asked for; `into` may be given to be written to, where the backend can. */
  run(feeds: readonly HostTensor[], into: readonly (Float32Array | undefined)[]): Promise<readonly Float32Array[]>;
  /** Where the backend has a memory of its own: the first `stay` results stay there, and may be fed again. */
  runThere?(
    feeds: readonly (HostTensor | Stayed)[],
    stay: number,
  ): Promise<{ readonly stayed: readonly Stayed[]; readonly read: readonly Float32Array[] }>;
  dispose(): Promise<void>;
}

export interface CompileOptions {
  readonly threads: number;
  /** Standard ops only. */
  readonly plain: boolean;
}

export interface Backend {
  unavailable(): Promise<string | undefined>;
  capabilities(options: CompileOptions): Promise<Capabilities>;
  /** Sizes are numbers. */
  compile(
    program: Runnable,
    feeds: readonly ValueId[],
    fetches: readonly ValueId[],
    options: CompileOptions,
  ): Promise<Compiled>;
}
