/**
 * From PyTorch's complaint in a traceback to what mends it. The numbers are those of the run, so they count for more
 * than what the reader took the input for.
 */
import { SHAPE_ERRORS } from '../config';
import type { Graph, ModuleInfo, Problem, Reading, Repair } from '../graph';
import { parseSignature } from '../python';
import type { Span } from '../syntax';
import { layerDeclarationOf } from '../torch';

/** Repairs, the likeliest first: what the reader itself would do at the line, else what follows from the numbers. */
export function tracebackRepairs(reading: Reading, line: Span, message: string): Repair[] {
  const here = reading.problems.filter((p) => touches(p, line, reading.file)).flatMap((p) => p.repairs);
  if (here.length > 0) return here;
  const repair = fromNumbers(reading, message);
  return repair ? [repair] : [];
}

const touches = ({ place, severity }: Problem, line: Span, file: string): boolean =>
  severity === 'error' && place.file === file && place.span.start <= line.end && line.start <= place.span.end;

/** The one layer of the file whose weight has the sizes of the complaint gets what came in. */
function fromNumbers(reading: Reading, message: string): Repair | undefined {
  for (const { kind, pattern } of SHAPE_ERRORS) {
    const found = pattern.exec(message)?.groups;
    if (!found) continue;
    const got = Number(found['got']);
    switch (kind) {
      case 'linear':
        return onlyOne(reading, 'in_features', got, (m) =>
          hasWeight(m, [Number(found['out']), Number(found['wanted'])]),
        );
      case 'convolution': {
        const weight = (found['weight'] ?? '').split(',').map(Number);
        return onlyOne(reading, 'in_channels', got, (m) => hasWeight(m, weight));
      }
      case 'norm':
        return onlyOne(reading, 'num_features', got, (m) => hasWeight(m, [Number(found['wanted'])]));
      case 'other':
        return undefined;
    }
  }
  return undefined;
}

const hasWeight = ({ parameters }: ModuleInfo, sizes: readonly number[]): boolean => {
  const shape = parameters.find((p) => p.name === 'weight')?.shape;
  return shape?.length === sizes.length && shape.every((size, i) => size === sizes[i]);
};

function onlyOne(
  reading: Reading,
  argument: string,
  value: number,
  isIt: (module: ModuleInfo) => boolean,
): Repair | undefined {
  const found = new Map<number, ModuleInfo>();
  const takes = (m: ModuleInfo): boolean => position(m, argument) >= 0;
  for (const module of reading.graphs.flatMap((g: Graph) => g.modules)) {
    const at = module.builtAt?.file === reading.file ? module.builtAt.span.start : undefined;
    if (at !== undefined && takes(module) && isIt(module)) found.set(at, module);
  }
  const [module, ...others] = found.values();
  if (!module?.builtAt || others.length > 0) return undefined;
  return {
    title: `Set ${argument}=${value}`,
    kind: 'set-argument',
    target: module.builtAt,
    argument,
    position: position(module, argument),
    value: String(value),
  };
}

function position({ layer }: ModuleInfo, argument: string): number {
  const declared = layer === undefined ? undefined : layerDeclarationOf(layer);
  return declared ? parseSignature(declared.signature).positional.findIndex((p) => p.name === argument) : -1;
}
