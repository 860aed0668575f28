/** What computes programs on kernels of TensorFlow.js. */
import type { Runnable, ValueId } from '../program';
import type { OnTfjs } from './compile';

export interface Device {
  /** For people: "WebGPU on NVIDIA GeForce RTX 3060". */
  readonly description: string;
  readonly kind: 'cpu' | 'gpu';
  /** A graphics card that the processor plays: for tests, never faster than the processor itself. */
  readonly isSoftware: boolean;
  compile(program: Runnable, feeds: readonly ValueId[], fetches: readonly ValueId[]): OnTfjs;
  /** It was lost, or closed. */
  isGone(): boolean;
  close(): void;
}
