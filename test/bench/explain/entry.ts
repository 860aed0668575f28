/** ResNet-50 with drawn weights, and one image of 224 pixels. */
import { resolve } from 'node:path';
import { diskFiles, importRoots, readSource, treeCache } from '../../../server/src/disk';
import { initialValues } from '../../../server/src/engine/initial';
import { maskOf, scoresOf, statisticsOf } from '../../../server/src/explain';
import { readForLooking } from '../../../server/src/read';
import { onnxBackend } from '../../../server/src/train/engines/onnx/backend';
import { calculatorOf } from '../../../server/src/train/explain/calculator';

const SIZE = { channels: 3, height: 224, width: 224 };

/** `file`: a Python file; `model`: an expression in it. */
export function prepared(file: string, model: string, threads: number) {
  const source = readSource(file);
  const roots = importRoots(file, [resolve(file, '../../..')], process.cwd(), process.env);
  const { program, hindrances } = readForLooking(
    { file, tree: source.tree, files: diskFiles(), roots, treeOf: treeCache(), model, extent: 'given' },
    SIZE,
  );
  if (program === undefined) throw new Error(hindrances.map(({ message }) => message).join());
  const { values } = initialValues(program, 0);
  const image = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i / 50));
  const scores = scoresOf(program);
  const layers = program.layers.filter(({ kind }) => kind === 'layer');
  const open = () => calculatorOf(onnxBackend, program, values, threads);
  const wanted = program.layers.map(({ value }) => value);
  return {
    layers: wanted.length,
    open,
    async activations(calculator: ReturnType<typeof open>): Promise<number> {
      const found = await calculator.values(image, 1, [...new Set(wanted)]);
      return found.map((data) => statisticsOf(data, 1)).length;
    },
    async gradCam(calculator: ReturnType<typeof open>): Promise<number> {
      const mask = maskOf([1, scores?.classes ?? 1], { kind: 'channel', channel: 207 });
      const last = layers.at(-3)?.value ?? -1;
      const { score } = await calculator.gradients(image, { of: scores?.value ?? -1, mask, wrt: [last] });
      return score;
    },
    async step(calculator: ReturnType<typeof open>): Promise<number> {
      const mask = maskOf([1, scores?.classes ?? 1], { kind: 'channel', channel: 207 });
      const { score } = await calculator.gradients(image, { of: scores?.value ?? -1, mask, wrt: [calculator.input] });
      return score;
    },
  };
}
