/** ParameterList and ParameterDict (torch/nn/modules/container.py). */
import {
  bool,
  type InstanceValue,
  int,
  isSubclass,
  iteratorOf,
  known,
  NONE,
  str,
  tuple,
  type Value,
} from '../../python';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type OpContext } from '../declare';
import { assign } from '../module/attributes';
import { isOrdered, mappingPairs, position, sliced } from '../module/holding';
import { PARAMETER_CLASS } from '../tensor';

const MODULE = 'torch.nn.modules.container';

/** A plain tensor becomes a parameter; anything else is kept as it is. */
function store(self: InstanceValue, name: string, value: Value, c: OpContext): void {
  const isPlain = value.kind === 'tensor' && !isSubclass(value.cls, PARAMETER_CLASS);
  assign(self, name, isPlain ? c.interpreter.call(PARAMETER_CLASS, [value]) : value, c.interpreter);
}

const read = (self: InstanceValue, name: string, c: OpContext): Value => c.interpreter.getAttribute(self, name);

/** How many there are; an unknown tail leaves it open. */
function size(self: InstanceValue, c: OpContext): number {
  const held = known(read(self, '_size', c));
  return held.kind === 'int' && typeof held.value === 'number'
    ? held.value
    : c.unknown('undecided', 'how many parameters are in this list is not known');
}

const setSize = (self: InstanceValue, n: Value, c: OpContext): void => {
  c.interpreter.setAttributeDefault(self, '_size', n);
};

function extend(self: InstanceValue, values: Value, c: OpContext): void {
  if (values.kind === 'unknown') {
    setSize(self, values, c);
    return;
  }
  const { items, rest } = c.interpreter.iterate(values);
  const from = size(self, c);
  [...items].forEach((value, i) => {
    store(self, String(from + i), value, c);
  });
  setSize(self, rest ?? int(from + items.length), c);
}

const all = (self: InstanceValue, c: OpContext): Value[] =>
  Array.from({ length: size(self, c) }, (_, i) => read(self, String(i), c));
const fromList = (self: InstanceValue, items: readonly Value[], c: OpContext): Value =>
  c.interpreter.call(self.cls, [{ kind: 'list', items: [...items] }]);

const parameterList: LayerDeclaration = {
  name: 'ParameterList',
  module: MODULE,
  category: 'container',
  signature: '(values=None)',
  doc: 'A list whose parameters are registered.',
  reference: page('torch.nn.ParameterList'),
  examples: [{ code: 'nn.ParameterList([nn.Parameter(torch.empty(3, 4)), torch.empty(2)])[1]', output: [2] }],
  init: (self, a, c) => {
    self.set('_size', 0);
    if (a.raw('values').kind !== 'none') extend(self.instance, a.raw('values'), c);
  },
  methods: {
    __len__: { signature: '()', run: (self, _a, c) => read(self.instance, '_size', c) },
    __iter__: { signature: '()', run: (self, _a, c) => iteratorOf(all(self.instance, c)) },
    __getitem__: {
      signature: '(idx)',
      run: (self, a, c) => {
        const index = a.value('idx');
        if (index.kind === 'slice') return fromList(self.instance, sliced(all(self.instance, c), index, c), c);
        return read(self.instance, String(position(index, size(self.instance, c), c)), c);
      },
    },
    __setitem__: {
      signature: '(idx, param)',
      run: (self, a, c) => {
        store(self.instance, String(position(a.value('idx'), size(self.instance, c), c)), a.raw('param'), c);
        return NONE;
      },
    },
    append: {
      signature: '(value)',
      run: (self, a, c) => {
        const at = size(self.instance, c);
        store(self.instance, String(at), a.raw('value'), c);
        setSize(self.instance, int(at + 1), c);
        return self.instance;
      },
    },
    extend: {
      signature: '(values)',
      run: (self, a, c) => {
        extend(self.instance, a.raw('values'), c);
        return self.instance;
      },
    },
    __iadd__: {
      signature: '(parameters)',
      run: (self, a, c) => {
        extend(self.instance, a.raw('parameters'), c);
        return self.instance;
      },
    },
    __call__: {
      signature: '(*args, **kwargs)',
      run: (_self, _a, c) =>
        c.refuse({
          code: 'CS115',
          message: 'ParameterList should not be called.',
          why: 'It only holds parameters.',
        }),
    },
  },
};

/** Keys in order: `_keys` is a dict as in PyTorch. */
function keysOf(self: InstanceValue, c: OpContext): Value[] {
  const keys = known(read(self, '_keys', c));
  return keys.kind === 'dict' && !keys.rest
    ? [...keys.entries.values()].map((entry) => entry.key)
    : c.unknown('undecided', 'the keys of this ParameterDict are not known');
}

/** PyTorch keeps entries as attributes, so that keys must be strings. */
function keyOf(key: Value, c: OpContext): string {
  const name = known(key);
  if (name.kind === 'str') return name.value;
  return c.interpreter.raise('TypeError', 'Index given to ParameterDict cannot be used as a key as it is not a string');
}

function put(self: InstanceValue, key: Value, value: Value, c: OpContext): void {
  const name = keyOf(key, c);
  c.interpreter.setItem(read(self, '_keys', c), str(name), NONE);
  store(self, name, value, c);
}

/** A plain dict is taken in sorted order, an OrderedDict in its own. */
function update(self: InstanceValue, values: Value, c: OpContext): void {
  const { pairs, rest } = mappingPairs(values, 'ParametersDict.update', c);
  const inOrder =
    values.kind === 'dict' && !isOrdered(values)
      ? [...pairs].sort(([a], [b]) => (a.kind === 'str' && b.kind === 'str' ? (a.value < b.value ? -1 : 1) : 0))
      : pairs;
  for (const [key, value] of inOrder) put(self, key, value, c);
  if (rest) c.interpreter.setAttributeDefault(self, '_keys', rest);
}

function remove(self: InstanceValue, key: Value, c: OpContext): Value {
  const name = known(key);
  const keys = known(read(self, '_keys', c));
  if (name.kind !== 'str' || keys.kind !== 'dict') return c.unknown('undecided', 'this key is not known');
  const value = entry(self, name, c);
  c.interpreter.touch(keys);
  keys.entries.delete(`s:${name.value}`);
  c.interpreter.deleteAttribute(self, name.value);
  return value;
}

const entry = (self: InstanceValue, key: Value, c: OpContext): Value => c.interpreter.getAttribute(self, keyOf(key, c));

const contains = (self: InstanceValue, key: Value, c: OpContext): boolean =>
  keysOf(self, c).some((candidate) => candidate.kind === 'str' && key.kind === 'str' && candidate.value === key.value);

const listOf = (items: Value[]): Value => ({ kind: 'list', items });

const parameterDict: LayerDeclaration = {
  name: 'ParameterDict',
  module: MODULE,
  category: 'container',
  signature: '(parameters=None)',
  doc: 'A dict whose parameters are registered.',
  reference: page('torch.nn.ParameterDict'),
  examples: [
    { code: "nn.ParameterDict({'b': nn.Parameter(torch.empty(3, 4)), 'a': torch.empty(2)})['b']", output: [3, 4] },
  ],
  init: (self, a, c) => {
    self.set('_keys', { kind: 'dict', entries: new Map() });
    if (a.raw('parameters').kind !== 'none') update(self.instance, a.raw('parameters'), c);
  },
  methods: {
    __len__: { signature: '()', run: (self, _a, c) => int(keysOf(self.instance, c).length) },
    __iter__: { signature: '()', run: (self, _a, c) => iteratorOf(keysOf(self.instance, c)) },
    __getitem__: { signature: '(key)', run: (self, a, c) => entry(self.instance, a.raw('key'), c) },
    __setitem__: {
      signature: '(key, value)',
      run: (self, a, c) => {
        put(self.instance, a.raw('key'), a.raw('value'), c);
        return NONE;
      },
    },
    __delitem__: {
      signature: '(key)',
      run: (self, a, c) => {
        remove(self.instance, a.raw('key'), c);
        return NONE;
      },
    },
    __contains__: { signature: '(key)', run: (self, a, c) => bool(contains(self.instance, a.value('key'), c)) },
    keys: { signature: '()', run: (self, _a, c) => listOf(keysOf(self.instance, c)) },
    values: {
      signature: '()',
      run: (self, _a, c) => listOf(keysOf(self.instance, c).map((key) => entry(self.instance, key, c))),
    },
    items: {
      signature: '()',
      run: (self, _a, c) => listOf(keysOf(self.instance, c).map((key) => tuple([key, entry(self.instance, key, c)]))),
    },
    get: {
      signature: '(key, default=None)',
      run: (self, a, c) =>
        contains(self.instance, a.value('key'), c) ? entry(self.instance, a.raw('key'), c) : a.raw('default'),
    },
    pop: { signature: '(key)', run: (self, a, c) => remove(self.instance, a.raw('key'), c) },
    update: {
      signature: '(parameters)',
      run: (self, a, c) => {
        update(self.instance, a.raw('parameters'), c);
        return NONE;
      },
    },
  },
};

export const layers = declareLayers(parameterList, parameterDict);
