/** Modules that are read from here instead of from their files. */
import { DATASETS, TRANSFORMS } from './torchvision';

export interface Stub {
  readonly file: string;
  readonly text: string;
  readonly isPackage: boolean;
}

const stub = (name: string, text: string, isPackage: boolean): readonly [string, Stub] => [
  name,
  { file: `convscope:${name}.py`, text, isPackage },
];

/** Always. */
const STUBS = new Map([
  stub('torchvision.datasets', DATASETS, true),
  stub('torchvision.transforms', TRANSFORMS, true),
  stub('torchvision.transforms.v2', TRANSFORMS, true),
]);
/** What else the package holds is missing as a module is, not as a name that is misspelt. */
const NOT_INSTALLED = `
def __getattr__(name):
    import importlib
    return importlib.import_module('torchvision.' + name)
`;
/** Only where no import root holds the module. */
const FALLBACKS = new Map([stub('torchvision', NOT_INSTALLED, true)]);

export const stubOf = (name: string): Stub | undefined => STUBS.get(name);
export const fallbackOf = (name: string): Stub | undefined => FALLBACKS.get(name);
