/**
 * All weights lie in one long vector, and so do gradients and what the optimiser keeps. Written as one vector each, a
 * step would cut it up and put it together again, which costs as much as the update itself. Here they are written in
 * sections: whole parameters, small ones together. What is given and asked for is then a part of the caller's memory.
 */
import type { Step, TensorType, ValueId } from '../../../program';
import { at } from './form';
import { BINARY, COMPARE, UNARY } from './names';
import { TYPES, type Writer } from './writer';

/** A part of a flat vector that goes in or out under a name of its own. */
export interface Port {
  readonly value: ValueId;
  readonly name: string;
  readonly offset: number;
  readonly shape: readonly number[];
}

interface Section {
  readonly offset: number;
  readonly size: number;
  /** Sizes of its parameters. */
  readonly parts: readonly number[];
}

export interface Flat {
  /** Where flat values come in and go out. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  has(value: ValueId): boolean;
  /** Writes a step on flat values; false: it is none. */
  write(step: Step): boolean;
}

/** Numbers below which parameters share a section: an op costs as much as some thousands of them. */
const LEAST = 1 << 17;

export interface FlatOptions {
  readonly w: Writer;
  readonly steps: readonly Step[];
  readonly values: readonly TensorType[];
  readonly feeds: readonly ValueId[];
  readonly fetches: readonly ValueId[];
  readonly nameOf: (value: ValueId) => string;
}

/** Undefined: the program cuts no vector that it is given, or does with one what cannot be done in sections. */
export function flatOf({ w, steps, values, feeds, fetches, nameOf }: FlatOptions): Flat | undefined {
  const given = new Set(feeds);
  const cut = steps.find((step) => isCut(step, values) && given.has(at(step.inputs, 0)));
  if (cut === undefined) return undefined;
  const sizes = cut.outputs.map((part) => lengthOf(values, part));
  const length = sizes.reduce((n, size) => n + size, 0);
  const isFlat = (value: ValueId): boolean => values[value]?.shape.length === 1 && lengthOf(values, value) === length;
  if (!steps.every((step) => isWritable(step, { values, sizes, isFlat }))) return undefined;
  const sections = sectionsOf(sizes);
  const nameIn = (value: ValueId, section: number): string => `${nameOf(value)}_${section}`;
  const ports = (value: ValueId): Port[] =>
    sections.map(({ offset, size }, i) => ({ value, name: nameIn(value, i), offset, shape: [size] }));

  const flatFeeds = feeds.filter(isFlat);
  /** Parameters are read where they lie. */
  const parameters = cut.outputs.map((part, i): Port => {
    const offset = sizes.slice(0, i).reduce((n, size) => n + size, 0);
    return { value: at(cut.inputs, 0), name: nameOf(part), offset, shape: [at(sizes, i)] };
  });
  const used = new Set(steps.filter((step) => step !== cut).flatMap((step) => step.inputs));
  const inputs = [
    ...parameters,
    ...flatFeeds.filter((value) => used.has(value) || fetches.includes(value)).flatMap(ports),
  ];
  const outputs = fetches.filter(isFlat).flatMap(ports);

  const squares = squaresOf(steps);

  const each = (write: (section: number) => void): true => {
    sections.forEach((_, i) => {
      write(i);
    });
    return true;
  };
  const operand = (value: ValueId, section: number): string => (isFlat(value) ? nameIn(value, section) : nameOf(value));
  const alike = (op: string, { inputs: from, outputs: to }: Step, attributes = {}): true =>
    each((i) => {
      w.node(
        op,
        from.map((value) => operand(value, i)),
        attributes,
        nameIn(at(to, 0), i),
      );
    });

  return {
    inputs,
    outputs,
    has: isFlat,
    write: (step) => {
      if (step === cut) return true;
      if (![...step.inputs, ...step.outputs].some(isFlat)) return false;
      switch (step.name) {
        case 'split':
          return each((i) => cutSection(w, sections, i, nameIn(at(step.inputs, 0), i), step.outputs.map(nameOf)));
        case 'concat':
          return each((i) => joinSection(w, sections, i, step.inputs.map(nameOf), nameIn(at(step.outputs, 0), i)));
        case 'unary':
          return alike(UNARY[step.attributes.fn], step);
        case 'binary':
          return squares.has(at(step.outputs, 0)) || alike(BINARY[step.attributes.fn], step);
        case 'compare':
          return alike(COMPARE[step.attributes.fn], step);
        case 'select':
          return alike('Where', step);
        case 'cast':
          return alike('Cast', step, { to: TYPES[values[at(step.outputs, 0)]?.element ?? 'float32'] });
        case 'detach':
          return alike('Identity', step);
        case 'reduce': {
          const [x, y] = [at(step.inputs, 0), at(step.outputs, 0)];
          const squared = squares.get(x);
          const op = squared === undefined ? 'ReduceSum' : 'ReduceSumSquare';
          const keepdims = Number(step.attributes.keep);
          const sums = sections.map((_, i) => w.node(op, [nameIn(squared ?? x, i)], { keepdims }));
          w.node('Sum', sums, {}, nameOf(y));
          return true;
        }
        default:
          return false;
      }
    },
  };
}

/** x·x by its value, where only sums are taken of it: then by x. */
function squaresOf(steps: readonly Step[]): ReadonlyMap<ValueId, ValueId> {
  const found = new Map<ValueId, ValueId>();
  for (const step of steps)
    if (step.name === 'binary' && step.attributes.fn === 'mul' && step.inputs[0] === step.inputs[1])
      found.set(at(step.outputs, 0), at(step.inputs, 0));
  for (const step of steps)
    if (step.name !== 'reduce' || step.attributes.fn !== 'sum') for (const input of step.inputs) found.delete(input);
  return found;
}

const lengthOf = (values: readonly TensorType[], value: ValueId): number => Number(values[value]?.shape[0] ?? 0);

const isCut = (step: Step, values: readonly TensorType[]): boolean =>
  step.name === 'split' && step.attributes.axis === 0 && values[at(step.inputs, 0)]?.shape.length === 1;

interface Known {
  readonly values: readonly TensorType[];
  readonly sizes: readonly number[];
  readonly isFlat: (value: ValueId) => boolean;
}

function isWritable(step: Step, { values, sizes, isFlat }: Known): boolean {
  const isSame = (parts: readonly ValueId[]): boolean =>
    parts.length === sizes.length && parts.every((part, i) => lengthOf(values, part) === sizes[i]);
  const flatInputs = step.inputs.filter(isFlat);
  const flatOutputs = step.outputs.filter(isFlat);
  if (flatInputs.length + flatOutputs.length === 0) return true;
  switch (step.name) {
    case 'split':
      return isCut(step, values) && isSame(step.outputs);
    case 'concat':
      return step.attributes.axis === 0 && flatInputs.length === 0 && isSame(step.inputs);
    case 'unary':
    case 'binary':
    case 'compare':
    case 'select':
    case 'cast':
    case 'detach':
      return flatOutputs.length === 1 && step.inputs.every((x) => isFlat(x) || values[x]?.shape.length === 0);
    case 'reduce':
      return flatOutputs.length === 0 && step.attributes.fn === 'sum';
    default:
      return false;
  }
}

/** Neighbours are put together until they are worth an op. */
function sectionsOf(sizes: readonly number[]): readonly Section[] {
  const found: { offset: number; size: number; parts: number[] }[] = [];
  let offset = 0;
  for (const size of sizes) {
    const last = found.at(-1);
    if (last !== undefined && (last.size < LEAST || size < LEAST)) {
      last.size += size;
      last.parts.push(size);
    } else found.push({ offset, size, parts: [size] });
    offset += size;
  }
  return found;
}

/** Which of all parts lie in a section. */
function partsIn(sections: readonly Section[], section: number): readonly [number, number] {
  const first = sections.slice(0, section).reduce((n, { parts }) => n + parts.length, 0);
  return [first, first + at(sections, section).parts.length];
}

function cutSection(
  w: Writer,
  sections: readonly Section[],
  section: number,
  from: string,
  parts: readonly string[],
): void {
  const names = parts.slice(...partsIn(sections, section));
  if (names.length === 1) w.node('Identity', [from], {}, at(names, 0));
  else w.nodes('Split', [from, w.ints(at(sections, section).parts)], names, { axis: 0 });
}

function joinSection(
  w: Writer,
  sections: readonly Section[],
  section: number,
  parts: readonly string[],
  to: string,
): void {
  const names = parts.slice(...partsIn(sections, section));
  if (names.length === 1) w.node('Identity', names, {}, to);
  else w.node('Concat', names, { axis: 0 }, to);
}
