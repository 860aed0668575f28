/** WebGPU in Node: Dawn, as the package `webgpu` brings it. */

import { engineOnTfjs } from '../../../engine/tfjs';
import type { Device } from '../../../tfjs';
import { messageOf } from '../../files/errors';
import type { Engine } from '../engine';
import { findPackage, loadPackage } from '../packages';

/** What the package exports. */
interface Dawn {
  create(options: readonly string[]): unknown;
  readonly globals: object;
}
let instance: unknown;
const isDawn = (module: unknown): module is Dawn =>
  typeof module === 'object' && module !== null && 'create' in module && 'globals' in module;

/** Where it is often something else that is missing than the card. */
const NEEDS: Readonly<Record<string, string>> = {
  linux: ' (it is reached through Vulkan: libvulkan1, and mesa-vulkan-drivers or the driver of the card’s maker)',
};

/** The machine's first card through Dawn, or why there is none. */
export async function openDawn(): Promise<Device | string> {
  const file = findPackage('webgpu');
  if (file === undefined)
    return 'WebGPU is not installed; “Convscope: Install WebGPU Engine” adds it (or `convscope engines --install webgpu`)';
  try {
    const dawn = await loadPackage(file);
    if (!isDawn(dawn)) return `${file} is not the package that was expected`;
    const { openDevice } = await import('../../../tfjs/webgpu');
    const opened = await openDevice(installed(dawn));
    return typeof opened === 'string' ? `${opened}${NEEDS[process.platform] ?? ''}` : opened;
  } catch (error) {
    return `WebGPU could not be started: ${messageOf(error)}`;
  }
}

/** Dawn waits for the work of one instance only. The library looks for `navigator.gpu` and for the constants of the specification as globals, as in a page. */
function installed(dawn: Dawn): unknown {
  if (instance !== undefined) return instance;
  const gpu = dawn.create([]);
  instance = gpu;
  Object.assign(globalThis, dawn.globals);
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  if (typeof navigator === 'object' && navigator !== null)
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  return gpu;
}

export const webgpuEngine: Engine = engineOnTfjs('webgpu', openDawn);
