/**
 * What would mend a problem. A layer's mistake is mended where the layer is built, and only where that is
 * in the user's own code.
 */
import type { Place, Repair } from '../graph';
import type { InstanceValue } from '../python';
import { type Dim, isPoly, python } from '../symbolic';
import { layerOf } from '../torch';
import { type Code, mendsOf } from './mends';
import type { ProblemRecord } from './record';

export interface RepairSources {
  readonly built: ReadonlyMap<InstanceValue, Place>;
  readonly isUserFile: (file: string) => boolean;
  readonly code: Code;
}

export function repairsOf(record: ProblemRecord, sources: RepairSources): Repair[] {
  const { fix } = record.problem;
  if (!fix) return [];
  const kind = fix['kind'];
  const argument = typeof fix['argument'] === 'string' ? fix['argument'] : '';
  const layer = layerAtFault(record, argument, sources);
  if (kind === 'set-argument') return setArgument(layer, argument, fix['value'], sources);
  if (kind === 'rename-method') {
    const to = String(fix['to']);
    return [
      {
        kind,
        title: `Use ${to}()`,
        target: record.problem.place,
        argument: String(fix['from']),
        position: -1,
        value: to,
      },
    ];
  }
  if (kind === 'insert-super-init') {
    return [
      {
        kind,
        title: 'Call super().__init__() first',
        target: record.problem.place,
        argument: '',
        position: -1,
        value: 'super().__init__()',
      },
    ];
  }
  if (kind === 'floor-division') {
    return [
      {
        kind,
        title: `Divide with // in ${argument}`,
        target: record.problem.place,
        argument,
        position: positionOf(layer, argument),
        value: '//',
      },
    ];
  }
  return mendsOf(fix, record.problem.place, layer && sources.built.get(layer), sources.code);
}

/** The layer that was called; where a constructor is refused, the one that would have been built there. */
function layerAtFault(
  { module, problem }: ProblemRecord,
  argument: string,
  { built }: RepairSources,
): InstanceValue | undefined {
  const takes = (one: InstanceValue): boolean =>
    argument === '' || layerOf(one)?.parameters.includes(argument) === true;
  const here = [...built].filter(
    ([one, { file, span }]) =>
      file === problem.place.file &&
      span.start === problem.place.span.start &&
      span.end === problem.place.span.end &&
      takes(one),
  );
  return here.at(-1)?.[0] ?? module;
}

function setArgument(
  module: InstanceValue | undefined,
  argument: string,
  value: unknown,
  sources: RepairSources,
): Repair[] {
  const layer = module && layerOf(module);
  const target = module ? sources.built.get(module) : undefined;
  const text = valueText(value);
  if (
    !layer ||
    !target ||
    text === undefined ||
    !layer.parameters.includes(argument) ||
    !sources.isUserFile(target.file)
  )
    return [];
  return [
    {
      kind: 'set-argument',
      title: `Set ${argument}=${text}`,
      target,
      argument,
      position: positionOf(module, argument),
      value: text,
    },
  ];
}

const positionOf = (module: InstanceValue | undefined, argument: string): number =>
  (module && layerOf(module)?.parameters.indexOf(argument)) ?? -1;

function valueText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  return typeof value === 'object' && value !== null && 'kind' in value && isPoly(value as Dim)
    ? python(value as Dim)
    : undefined;
}
