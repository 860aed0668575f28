/** Engines by name. What is not in the table is not there. */
import type { Engine, EngineName } from './engine';
import { onnxEngine } from './onnx/backend';
import { referenceEngine } from './reference';

/** Engines to choose from, the default first; the reference is for checks. */
export const ENGINES: ReadonlyMap<EngineName, Engine> = new Map<EngineName, Engine>([
  ['onnx', onnxEngine],
  ['reference', referenceEngine],
]);

export type * from './engine';
export { type InitialValues, initialValues } from './initial';
export { exportOnnx } from './onnx/export';
