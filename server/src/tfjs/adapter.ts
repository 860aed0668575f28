/** Which graphics card WebGPU gives; for pages that do not load the kernels before they are needed. */
import type {} from '@tensorflow/tfjs-backend-webgpu';

/** As people know it, and whether the processor plays it. */
export interface Card {
  readonly description: string;
  readonly isSoftware: boolean;
}

const isGpu = (gpu: unknown): gpu is GPU => typeof gpu === 'object' && gpu !== null && 'requestAdapter' in gpu;

/** The machine's first adapter, or why there is none. `gpu`: the host's `navigator.gpu`. */
export async function adapterOf(gpu: unknown): Promise<GPUAdapter | string> {
  if (!isGpu(gpu)) return 'WebGPU is not known here';
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  return adapter ?? 'no graphics card offers WebGPU here';
}

export async function findCard(gpu: unknown): Promise<Card | string> {
  const adapter = await adapterOf(gpu);
  return typeof adapter === 'string' ? adapter : cardOf(infoOf(adapter));
}

/** What newer browsers tell; the library's types do not know it yet. */
interface Info extends GPUAdapterInfo {
  readonly isFallbackAdapter?: boolean;
}
export const infoOf = ({ info }: GPUAdapter & { readonly info?: Info }): Info | undefined => info;

export function cardOf(info: Info | undefined): Card {
  const { vendor = '', architecture = '', device = '', description = '' } = info ?? {};
  const name =
    description || [vendor, architecture, device].filter((part) => part !== '').join(' ') || 'a graphics card';
  return {
    description: `WebGPU on ${name}`,
    isSoftware: info?.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(name),
  };
}
