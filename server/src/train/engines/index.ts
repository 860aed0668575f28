/** Engines by name. What is not in the table is not there. */
import type { Engine, EngineName } from './engine';
import { onnxEngine } from './onnx/backend';
import { referenceEngine } from './reference';
import { tensorflowEngine } from './tensorflow/node';
import { webgpuEngine } from './webgpu/node';

/** The reference is for checks, and where nothing else runs. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  onnx: onnxEngine,
  webgpu: webgpuEngine,
  tensorflow: tensorflowEngine,
  reference: referenceEngine,
};

export type * from './engine';
export { type InitialValues, initialValues } from './initial';
export { exportOnnx } from './onnx/export';
