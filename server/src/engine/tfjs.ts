/** Engines on kernels of TensorFlow.js: a device that is opened when it is first needed. Runs in a page as well. */
import type { Device } from '../tfjs';
import type { Backend } from './backend';
import type { Capabilities, Engine, EngineName } from './engine';
import { createTrainer } from './trainer';

/** `open` gives the device, or why there is none, in a sentence without its point. */
export function engineOnTfjs(name: EngineName, open: () => Promise<Device | string>): Engine {
  let opened: Promise<Device | string> | undefined;
  const device = async (): Promise<Device | string> => {
    opened ??= open();
    const found = await opened;
    // A device that was lost may be back, and what was missing may be installed by now.
    if (typeof found !== 'string' && !found.isGone()) return found;
    opened = undefined;
    if (typeof found === 'string') return found;
    opened = open();
    return opened;
  };
  const present = async (): Promise<Device> => {
    const found = await device();
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  const backend: Backend = {
    unavailable: async () => {
      const found = await device();
      return typeof found === 'string' ? found : undefined;
    },
    capabilities: async (): Promise<Capabilities> => {
      const { description, kind, isSoftware } = await present();
      return { name, description, device: kind, isSoftware };
    },
    compile: async (program, feeds, fetches) => {
      const compiled = (await present()).compile(program, feeds, fetches);
      return {
        run: async (given) => (await compiled.run(given, 0)).read,
        runThere: (given, stay) => compiled.run(given, stay),
        dispose: async () => compiled.dispose(),
      };
    },
  };
  return {
    unavailable: backend.unavailable,
    capabilities: () => backend.capabilities({ threads: 0, plain: true }),
    prepare: async (model, options) => createTrainer(backend, model, options),
  };
}
