/**
 * WebGPU under the kernels of TensorFlow.js: in Node by Dawn, in a page by the browser. The host has put the `GPU` into
 * `navigator.gpu`, where the library looks for it.
 */

import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { adapterOf, cardOf, infoOf } from './adapter';
import { compileOnTfjs } from './compile';
import type { Device } from './device';
import { Fault } from './fault';

/** Filters' gradients are composed: the library's kernel for them leaves most of a card idle. */
const TRAITS = { ownFilterGradient: false };

let opened = 0;

/** The machine's first adapter, or why there is none. */
export async function openDevice(gpu: unknown): Promise<Device | string> {
  const adapter = await adapterOf(gpu);
  if (typeof adapter === 'string') return adapter;
  const { limits, features } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: features.has('timestamp-query') ? ['timestamp-query'] : [],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
  const info = infoOf(adapter);
  const name = `convscope-webgpu-${opened++}`;
  // The library keeps kernels by the name of their backend.
  tf.copyRegisteredKernels('webgpu', name);
  tf.registerBackend(name, () => new WebGPUBackend(device, info));
  let isLost = false;
  const lost = device.lost.then(({ message, reason }): never => {
    isLost = true;
    throw new Fault('lost', message === '' ? reason : message);
  });
  lost.catch(() => {}); // it is looked at in every run

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (isLost) return lost;
    await tf.setBackend(name);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    // Everything is handed to the device before the first wait.
    const result = work();
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    result.catch(() => {}); // what the scopes tell comes first
    const [invalid, full] = await Promise.race([Promise.all(scopes), lost]);
    const error = full ?? invalid;
    if (error) throw new Fault(full || /size|limit|memory/i.test(error.message) ? 'memory' : 'invalid', error.message);
    return Promise.race([result, lost]);
  }

  return {
    ...cardOf(info),
    kind: 'gpu',
    compile: (program, feeds, fetches) => compileOnTfjs(tf, program, feeds, fetches, TRAITS, guarded),
    isGone: () => isLost,
    close() {
      isLost = true;
      device.destroy();
    },
  };
}
