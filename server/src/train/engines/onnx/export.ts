/** A model for inference as an ONNX file: opset 18, the batch open, weights inside under their PyTorch names. */
import type { Program } from '../../../program';
import type { Tensors } from '../engine';
import { onnxOf } from './model';

/** `program` in evaluation mode; `tensors` are its parameters and buffers. */
export function exportOnnx(program: Program, tensors: Tensors): Uint8Array {
  if (program.draws.length > 0)
    throw new Error('the model draws random numbers in evaluation mode; an ONNX file cannot say how');
  const names = new Map([...program.inputs, ...program.outputs].map(({ name, value }) => [value, name]));
  const held = new Map<number, Float32Array>();
  for (const { name, value } of [...program.parameters, ...program.buffers]) {
    if (!program.steps.some((step) => step.inputs.includes(value))) continue;
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`there are no numbers for ${name}`);
    held.set(value, tensor.data);
    names.set(value, name);
  }
  return onnxOf(program, {
    feeds: program.inputs.map((i) => i.value),
    fetches: program.outputs.map((o) => o.value),
    names,
    held,
  });
}
