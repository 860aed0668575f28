/** The engines of this version, by name. */
import type { Engine, EngineName } from './engines/engine';
import { referenceEngine } from './reference/engine';

export const ENGINES: Partial<Record<EngineName, Engine>> = { reference: referenceEngine };
/** In the order in which they are tried. */
export const PREFERRED: readonly EngineName[] = ['onnx', 'reference'];
