/** Completion inside layer calls: the numbers of this very network. Names and attributes are left to others. */
import { valueText } from '../graph';
import { parseSignature } from '../python';
import type { Context } from '../refactor';
import { type Dim, equal } from '../symbolic';
import { layerDeclarationOf } from '../torch';
import { type Incoming, incomingAt, type ReadText } from './incoming';
import { givenArguments, parameterAt, typedCallAt } from './typedCall';

export interface Completion {
  readonly label: string;
  readonly insert: string;
  /** What the number is. */
  readonly detail: string;
  readonly kind: 'value' | 'block' | 'directive';
  /** Insert with tab stops. */
  readonly isSnippet: boolean;
  /** What the typed letters are matched with. */
  readonly filter: string;
}

/** A value for an argument, and why. */
interface Value {
  readonly text: string;
  readonly why: string;
}

export function argumentCompletions(context: Context, offset: number, readText: ReadText): Completion[] {
  const call = typedCallAt(context.text, offset);
  const layer = call?.name.split('.').at(-1);
  const declared = layer === undefined ? undefined : layerDeclarationOf(layer);
  const isOwn = context.tree.body.some((s) => s.kind === 'ClassDef' && s.name === layer);
  if (!call || !declared || layer === undefined || isOwn || !/^[\w\s=]*$/.test(call.current)) return [];
  const parameters = parseSignature(declared.signature).positional.map((p) => p.name);
  const given = givenArguments(call, parameters);
  const incoming = incomingAt(context, call, readText);
  const values = (name: string): readonly Value[] => valuesFor(name, incoming, given);
  if (call.keyword !== undefined) return values(call.keyword).map((v) => completion(v.text, v, call.keyword ?? ''));
  const here = parameterAt(call, parameters);
  const rest = parameters.filter((p) => !given.has(p));
  return [
    ...(here === undefined ? [] : values(here).map((v) => completion(v.text, v, here))),
    ...rest.flatMap((name) =>
      values(name)
        .slice(0, 1)
        .map((v) => completion(`${name}=${v.text}`, v, name)),
    ),
  ];
}

const completion = (insert: string, { why }: Value, name: string): Completion => ({
  label: insert,
  insert,
  detail: `${name}: ${why}`,
  kind: 'value',
  isSnippet: false,
  filter: insert,
});

function valuesFor(name: string, incoming: Incoming, given: ReadonlyMap<string, string>): readonly Value[] {
  switch (name) {
    case 'in_channels':
    case 'num_features':
    case 'num_channels':
    case 'num_parameters':
      return channels(incoming, 1);
    case 'in_features':
    case 'input_size':
    case 'embed_dim':
    case 'normalized_shape':
      return channels(incoming, -1);
    case 'out_channels':
      return outgoing(incoming);
    case 'padding':
      return padding(given);
    case 'groups':
      return groups(given);
    case 'num_groups':
      return channelGroups(incoming, given);
    default:
      return [];
  }
}

/** The size of an axis, where all instances of the code agree on it. */
function sizeOf({ shapes }: Incoming, axis: number): number | undefined {
  const first: Dim | undefined = shapes[0]?.at(axis);
  const isCommon =
    first !== undefined && shapes.every((s) => s.at(axis) !== undefined && equal(s.at(axis) ?? 0, first) === 'yes');
  return isCommon && typeof first === 'number' ? first : undefined;
}

function comesIn({ shapes }: Incoming): string {
  const [first] = shapes;
  const text = first && valueText({ kind: 'tensor', shape: first, dtype: undefined, producer: undefined, storage: -1 });
  return `${text ?? 'what'} comes in`;
}

function channels(incoming: Incoming, axis: number): Value[] {
  const size = sizeOf(incoming, axis);
  if (size !== undefined) return [{ text: String(size), why: comesIn(incoming) }];
  if (incoming.before === undefined || incoming.shapes.length > 0) return [];
  return [{ text: incoming.before, why: 'what the layer above makes' }];
}

function outgoing(incoming: Incoming): Value[] {
  const size = sizeOf(incoming, 1);
  if (size === undefined) return [];
  return [
    { text: String(size), why: 'as many as come in' },
    { text: String(2 * size), why: 'twice as many as come in' },
  ];
}

/** p = d(k − 1)/2 keeps the size at stride 1, and halves it at stride 2. */
function padding(given: ReadonlyMap<string, string>): Value[] {
  const number = (name: string, fallback: number): number => (given.has(name) ? Number(given.get(name)) : fallback);
  const [kernel, dilation, stride] = [number('kernel_size', Number.NaN), number('dilation', 1), number('stride', 1)];
  const reach = dilation * (kernel - 1);
  if (!Number.isInteger(reach) || !Number.isInteger(stride)) return [];
  if (stride === 1) {
    if (reach % 2 !== 0) return [{ text: "'same'", why: 'keeps the size' }];
    return [{ text: String(reach / 2), why: 'keeps the size' }];
  }
  return stride === 2 ? [{ text: String(Math.floor(reach / 2)), why: 'halves the size' }] : [];
}

function groups(given: ReadonlyMap<string, string>): Value[] {
  const inputs = given.get('in_channels');
  if (inputs === undefined || inputs !== given.get('out_channels') || !/^\w+$/.test(inputs)) return [];
  return [{ text: inputs, why: 'depthwise, one kernel for each channel' }];
}

/** 32 groups as in Wu 2018, or the most that divide the channels. */
function channelGroups(incoming: Incoming, given: ReadonlyMap<string, string>): Value[] {
  const size = sizeOf(incoming, 1) ?? Number(given.get('num_channels'));
  const most = [32, 16, 8, 4, 2].find((n) => size > n && size % n === 0);
  return most === undefined ? [] : [{ text: String(most), why: `divides ${size} channels` }];
}
