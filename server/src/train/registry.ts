/** The engines of this version, by name. */
import type { Engine, EngineName } from './engines/engine';
import { onnxEngine } from './engines/onnx/backend';
import { referenceEngine } from './engines/reference';

export const ENGINES: Partial<Record<EngineName, Engine>> = { onnx: onnxEngine, reference: referenceEngine };
/** In the order in which they are tried. */
export const PREFERRED: readonly EngineName[] = ['onnx', 'reference'];
