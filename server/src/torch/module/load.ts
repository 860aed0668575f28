/** What `load_state_dict` refuses (torch/nn/modules/module.py, `_load_from_state_dict`). */
import type { DictValue, InstanceValue, Interpreter, Value } from '../../python';
import { type Dim, display, equal } from '../../symbolic';
import { isTensor } from '../tensor';
import { firstGap, MODULE_CLASS, namedModules, stateDictOf } from './instance';

/** Where keys, sizes and the model are all known. */
export function checkStateDict(self: InstanceValue, given: Value, strict: Value, interpreter: Interpreter): void {
  if (given.kind !== 'dict' || given.rest || firstGap(self) || loadsItsOwnWay(self, interpreter)) return;
  const wanted = new Map(stateDictOf(self).map(([name, tensor]) => [name, tensor.shape] as const));
  const found = shapesOf(given);
  const complaints: string[] = [];
  if (strict.kind === 'bool' && strict.value) {
    const unexpected = [...found.keys()].filter((name) => !wanted.has(name));
    const missing = [...wanted.keys()].filter((name) => !found.has(name) && !isAddedLater(name));
    if (unexpected.length > 0) complaints.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    if (missing.length > 0) complaints.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  }
  for (const [name, mine] of wanted) {
    const theirs = found.get(name);
    if (mine && theirs && differ(mine, theirs))
      complaints.push(
        `size mismatch for ${name}: copying a param with shape torch.Size(${listed(theirs)}) from checkpoint, the shape in current model is torch.Size(${listed(mine)}).`,
      );
  }
  if (complaints.length === 0) return;
  interpreter.refuse({
    code: 'CS126',
    message: `Error(s) in loading state_dict for ${self.cls.name}:\n\t${complaints.join('\n\t')}`,
    why: 'Weights can be loaded only into a model of the same names and sizes; leave out those of the layers that differ, and load with strict=False.',
  });
}

const shapesOf = (given: DictValue): Map<string, readonly Dim[] | undefined> =>
  new Map(
    [...given.entries.values()].flatMap(({ key, value }) =>
      key.kind === 'str' ? [[key.value, isTensor(value) ? value.shape : undefined] as const] : [],
    ),
  );

/** A module of the user's that loads in a way of its own, or is told of the loading. */
const loadsItsOwnWay = (self: InstanceValue, interpreter: Interpreter): boolean =>
  namedModules(self).some(
    ([, { cls, attrs }]) =>
      interpreter.lookup(cls, '_load_from_state_dict') !== MODULE_CLASS.dict.get('_load_from_state_dict') ||
      isFilled(attrs.get('_load_state_dict_pre_hooks')),
  );

const isFilled = (hooks: Value | undefined): boolean =>
  hooks !== undefined && !(hooks.kind === 'dict' && hooks.entries.size === 0 && !hooks.rest);

/** Checkpoints from before PyTorch 0.4.1 lack it, and it is made then. */
const isAddedLater = (name: string): boolean => name.endsWith('num_batches_tracked');

const differ = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  // Checkpoints from before PyTorch 0.4 hold scalars as one element.
  !(a.length === 0 && b.length === 1) &&
  (a.length !== b.length || a.some((size, i) => equal(size, b[i] ?? size) === 'no'));

const listed = (shape: readonly Dim[]): string => `[${shape.map(display).join(', ')}]`;
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
