/** Engines by name. What is not in the table is not there. */
import type { Engine, EngineName } from './engine';
import { onnxEngine } from './onnx/backend';
import { referenceEngine } from './reference';
import { tensorflowEngine } from './tensorflow/node';
import { webgpuEngine } from './webgpu/node';
import { noPage } from './webview/node';

/** The reference is for checks, and where nothing else runs. */
export const ENGINES: Readonly<Record<EngineName, Engine>> = {
  onnx: onnxEngine,
  webgpu: webgpuEngine,
  webview: noPage,
  tensorflow: tensorflowEngine,
  reference: referenceEngine,
};

export { type InitialValues, initialValues } from '../../engine/initial';
export type * from './engine';
export { exportOnnx } from './onnx/export';
