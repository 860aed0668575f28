/** What Python code can import without a file: the builtins, the standard library, PyTorch. */
import type { NativeLibrary } from '../python';
import { pythonLibrary } from '../python/library';
import { torchLibrary } from '../torch';

let joined: NativeLibrary | undefined;

export function naturalLibrary(): NativeLibrary {
  if (joined) return joined;
  const python = pythonLibrary();
  const torch = torchLibrary();
  joined = {
    builtins: python.builtins,
    module: (name, interpreter) => torch.module(name, interpreter) ?? python.module(name, interpreter),
    attribute: (value, name, interpreter) =>
      torch.attribute?.(value, name, interpreter) ?? python.attribute?.(value, name, interpreter),
    ...(torch.forward ? { forward: torch.forward } : {}),
  };
  return joined;
}
