/** TensorFlow's own library through tfjs-node, where a person has installed it. */

import { engineOnTfjs } from '../../../engine/tfjs';
import type { Device, Tf } from '../../../tfjs';
import { compileOnTfjs } from '../../../tfjs';
import { messageOf } from '../../files/errors';
import type { Engine } from '../engine';
import { findPackage, loadPackage } from '../packages';

/** The first that is there; the other one needs CUDA. */
export const TENSORFLOW_PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
/** It calls functions of `util` that newer ones have no more. */
export const NEWEST_NODE = 22;

async function open(): Promise<Device | string> {
  const found = TENSORFLOW_PACKAGES.flatMap((name) => {
    const file = findPackage(name);
    return file === undefined ? [] : [{ name, file }];
  })[0];
  if (found === undefined)
    return 'TensorFlow is not installed; “Convscope: Install TensorFlow Engine” adds it (or `convscope engines --install tensorflow`)';
  if (Number(process.versions.node.split('.')[0]) > NEWEST_NODE)
    return `${found.name} runs on Node ${NEWEST_NODE} and older, and this is Node ${process.versions.node}`;
  try {
    const module = await loadPackage(found.file);
    const tf = libraryIn(module);
    if (tf === undefined) return `${found.file} is not the package that was expected`;
    return await deviceOf(tf, found.name.endsWith('-gpu'));
  } catch (error) {
    return `${found.name} could not be started: ${messageOf(error)}`;
  }
}

const isLibrary = (module: unknown): module is Tf =>
  typeof module === 'object' && module !== null && 'setBackend' in module && 'conv2d' in module;

/** A CommonJS module may arrive as the default of another. */
function libraryIn(module: unknown): Tf | undefined {
  if (isLibrary(module)) return module;
  const inner: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, 'default') : undefined;
  return isLibrary(inner) ? inner : undefined;
}

async function deviceOf(tf: Tf, isForCuda: boolean): Promise<Device> {
  await tf.setBackend('tensorflow');
  const backend: object = tf.backend();
  const isGpu = isForCuda && Reflect.get(backend, 'isUsingGpuDevice') === true;
  let isGone = false;
  return {
    description: `TensorFlow on ${isGpu ? 'an NVIDIA card' : 'the CPU'}`,
    kind: isGpu ? 'gpu' : 'cpu',
    isSoftware: false,
    compile: (program, feeds, fetches) =>
      compileOnTfjs(tf, program, feeds, fetches, { ownFilterGradient: true }, async (work) => {
        await tf.setBackend('tensorflow');
        return work();
      }),
    isGone: () => isGone,
    close: () => {
      isGone = true;
    },
  };
}

export const tensorflowEngine: Engine = engineOnTfjs('tensorflow', open);
