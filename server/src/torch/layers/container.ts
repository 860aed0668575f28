/** Sequential, ModuleList and ModuleDict (torch/nn/modules/container.py). */
import { bool, type InstanceValue, iteratorOf, NONE, str, tuple, type Value } from '../../python';
import { page } from '../common/text';
import { declareLayers, type LayerDeclaration, type LayerSelf, type OpContext } from '../declare';
import { addModule, knownName } from '../module/attributes';
import {
  allModules,
  appendModule,
  deleteAt,
  extendModules,
  insertModule,
  isInstanceOf,
  isOrdered,
  itemAt,
  leaveOpen,
  mappingPairs,
  modulesIn,
  names,
  replaceAt,
  restOf,
  sizeOf,
} from '../module/holding';
import { entriesOf, removeEntry, slotOf } from '../module/instance';

const MODULE = 'torch.nn.modules.container';
type Methods = NonNullable<LayerDeclaration['methods']>;

/** A container of the same class, as `self.__class__(…)` makes it. */
const sameClass = (self: InstanceValue, argument: Value, c: OpContext): Value =>
  c.interpreter.call(self.cls, [argument]);

const ordered = (entries: readonly (readonly [string, Value])[], c: OpContext): Value => {
  const collections = c.interpreter.importModule('collections');
  if (collections.kind === 'unknown') return collections;
  const items = entries.map(([name, value]) => tuple([str(name), value]));
  return c.interpreter.call(c.interpreter.getAttribute(collections, 'OrderedDict'), [{ kind: 'list', items }]);
};

/** A fresh container of exactly this declared class. */
const fresh = (native: string, self: InstanceValue, c: OpContext): InstanceValue => {
  const cls = self.cls.mro.find((candidate) => candidate.native === native);
  const made = cls ? c.interpreter.call(cls, []) : NONE;
  return made.kind === 'instance' ? made : c.unknown('missing', `${native} could not be made`);
};

const iterate = (self: LayerSelf): Value => iteratorOf(modulesIn(self.instance), restOf(self.instance));

/** What Sequential and ModuleList both do. */
const LIST: Methods = {
  __len__: { signature: '()', run: (self) => sizeOf(self.instance) },
  __iter__: { signature: '()', run: iterate },
  __setitem__: {
    signature: '(idx, module)',
    run: (self, a, c) => {
      replaceAt(self.instance, a.raw('idx'), a.raw('module'), c);
      return NONE;
    },
  },
  __delitem__: {
    signature: '(idx)',
    run: (self, a, c) => {
      deleteAt(self.instance, a.value('idx'), c);
      return NONE;
    },
  },
  append: {
    signature: '(module)',
    run: (self, a, c) => {
      appendModule(self.instance, a.raw('module'), c.interpreter);
      return self.instance;
    },
  },
  extend: {
    signature: '(modules)',
    run: (self, a, c) => {
      extendModules(self.instance, a.raw('modules'), c.interpreter);
      return self.instance;
    },
  },
  pop: {
    signature: '(key)',
    run: (self, a, c) => {
      const popped = c.interpreter.getItem(self.instance, a.raw('key'));
      deleteAt(self.instance, a.value('key'), c);
      return popped;
    },
  },
};

const notSequential = (other: Value, c: OpContext): never => {
  const cls = c.interpreter.typeOf(other);
  const name = cls.kind === 'class' ? `${cls.module === 'builtins' ? '' : `${cls.module}.`}${cls.qualname}` : 'object';
  return c.interpreter.raise(
    'ValueError',
    `add operator supports only objects of Sequential class, but <class '${name}'> is given.`,
  );
};

function repeated(self: InstanceValue, other: Value, into: InstanceValue, from: number, c: OpContext): Value {
  const times =
    other.kind === 'int' && typeof other.value === 'number'
      ? other.value
      : c.unknown('undecided', 'how often a Sequential repeats is not known');
  if (times <= 0)
    return c.interpreter.raise(
      'ValueError',
      `Non-positive multiplication factor ${times} for <class 'torch.nn.modules.container.Sequential'>`,
    );
  const modules = allModules(self).map(([, module]) => module);
  for (let i = from; i < times; i++) for (const module of modules) appendModule(into, module, c.interpreter);
  return into;
}

const sequential: LayerDeclaration = {
  name: 'Sequential',
  module: MODULE,
  category: 'container',
  signature: '(*args)',
  doc: 'Calls its modules one after the other, each on what the one before returned.',
  reference: page('torch.nn.Sequential'),
  examples: [
    {
      code: 'nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.MaxPool2d(2))(x)',
      inputs: { x: '[1, 3, 10, 10]' },
      output: [1, 8, 4, 4],
    },
    {
      code: "nn.Sequential(OrderedDict([('conv', nn.Conv2d(3, 8, 3)), ('act', nn.ReLU())]))(x)",
      inputs: { x: '[1, 3, 10, 10]' },
      output: [1, 8, 8, 8],
    },
    {
      code: 'nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3))(x)',
      inputs: { x: '[1, 3, 10, 10]' },
      problem: 'CS101',
    },
    { code: 'nn.Sequential(nn.Linear(3, 4))[1]', problem: 'CS121' },
  ],
  init: (self, a, c) => {
    const [only, another] = a.extra;
    if (only !== undefined && another === undefined && isOrdered(only)) {
      const { pairs, rest } = mappingPairs(only, 'Sequential', c);
      for (const [name, module] of pairs)
        addModule(self.instance, knownName(self.instance, '_modules', name, c.interpreter), module, c.interpreter);
      if (rest) leaveOpen(self.instance, rest, c.interpreter);
    } else
      a.extra.forEach((module, i) => {
        addModule(self.instance, String(i), module, c.interpreter);
      });
  },
  forward: {
    signature: '(input)',
    run: (self, a, c) => {
      let value = a.raw('input');
      for (const [, module] of allModules(self.instance)) value = c.interpreter.call(module, [value]);
      return value;
    },
  },
  methods: {
    ...LIST,
    __getitem__: {
      signature: '(idx)',
      run: (self, a, c) =>
        itemAt(self.instance, a.raw('idx'), c, (entries) => sameClass(self.instance, ordered(entries, c), c)),
    },
    __add__: {
      signature: '(other)',
      run: (self, a, c) => {
        const other = a.value('other');
        if (!isInstanceOf(other, 'torch.nn.Sequential')) return notSequential(other, c);
        const combined = fresh('torch.nn.Sequential', self.instance, c);
        extendModules(combined, self.instance, c.interpreter);
        extendModules(combined, other, c.interpreter);
        return combined;
      },
    },
    __iadd__: {
      signature: '(other)',
      run: (self, a, c) => {
        const other = a.value('other');
        if (!isInstanceOf(other, 'torch.nn.Sequential')) return notSequential(other, c);
        extendModules(self.instance, other, c.interpreter);
        return self.instance;
      },
    },
    __mul__: {
      signature: '(other)',
      run: (self, a, c) =>
        repeated(self.instance, a.value('other'), fresh('torch.nn.Sequential', self.instance, c), 0, c),
    },
    __rmul__: {
      signature: '(other)',
      run: (self, a, c) =>
        repeated(self.instance, a.value('other'), fresh('torch.nn.Sequential', self.instance, c), 0, c),
    },
    __imul__: {
      signature: '(other)',
      run: (self, a, c) => repeated(self.instance, a.value('other'), self.instance, 1, c),
    },
    insert: {
      signature: '(index, module)',
      run: (self, a, c) => {
        const size = allModules(self.instance).length;
        const index = a.number('index');
        if (index < -size || index > size) return c.interpreter.raise('IndexError', `Index out of range: ${index}`);
        insertModule(self.instance, index < 0 ? index + size : index, a.raw('module'), c.interpreter);
        return self.instance;
      },
    },
  },
};

const moduleList: LayerDeclaration = {
  name: 'ModuleList',
  module: MODULE,
  category: 'container',
  signature: '(modules=None)',
  doc: 'A list whose modules are registered; it is not called, its items are.',
  reference: page('torch.nn.ModuleList'),
  examples: [
    { code: 'nn.ModuleList([nn.Linear(3, 4), nn.ReLU()])[-2](x)', inputs: { x: '[2, 3]' }, output: [2, 4] },
    { code: 'nn.ModuleList([nn.Linear(3, 4)])(x)', inputs: { x: '[2, 3]' }, problem: 'CS115' },
    { code: 'nn.ModuleList([nn.Linear(3, 4)])[2]', problem: 'CS121' },
  ],
  init: (self, a, c) => {
    if (a.raw('modules').kind !== 'none') extendModules(self.instance, a.raw('modules'), c.interpreter);
  },
  methods: {
    ...LIST,
    __getitem__: {
      signature: '(idx)',
      run: (self, a, c) =>
        itemAt(self.instance, a.raw('idx'), c, (entries) =>
          sameClass(self.instance, { kind: 'list', items: entries.map(([, module]) => module) }, c),
        ),
    },
    __contains__: {
      signature: '(module)',
      run: (self, a) => restOf(self.instance) ?? bool(modulesIn(self.instance).includes(a.raw('module'))),
    },
    __iadd__: {
      signature: '(modules)',
      run: (self, a, c) => {
        extendModules(self.instance, a.raw('modules'), c.interpreter);
        return self.instance;
      },
    },
    __add__: {
      signature: '(other)',
      run: (self, a, c) => {
        const combined = fresh('torch.nn.ModuleList', self.instance, c);
        extendModules(combined, self.instance, c.interpreter);
        extendModules(combined, a.raw('other'), c.interpreter);
        return combined;
      },
    },
    insert: {
      signature: '(index, module)',
      run: (self, a, c) => {
        const size = allModules(self.instance).length;
        insertModule(self.instance, Math.min(Math.max(a.number('index'), 0), size), a.raw('module'), c.interpreter);
        return NONE;
      },
    },
  },
};

function update(self: InstanceValue, modules: Value, c: OpContext): void {
  const { pairs, rest } = mappingPairs(modules, 'ModuleDict.update', c);
  for (const [name, module] of pairs)
    addModule(self, knownName(self, '_modules', name, c.interpreter), module, c.interpreter);
  if (rest) leaveOpen(self, rest, c.interpreter);
}

/** A dict's view; a list answers all that it can be asked. */
const view = (items: Value[], self: LayerSelf): Value => ({ kind: 'list', items, rest: restOf(self.instance) });

/** `_modules[key]`, with Python's KeyError. */
function entryAt(self: InstanceValue, key: Value, c: OpContext): Value {
  const modules = slotOf(self, '_modules');
  if (!modules) return c.unknown('undecided', 'this container was not constructed');
  return c.interpreter.getItem(modules, key);
}

const moduleDict: LayerDeclaration = {
  name: 'ModuleDict',
  module: MODULE,
  category: 'container',
  signature: '(modules=None)',
  doc: 'A dict whose modules are registered; it is not called, its values are.',
  reference: page('torch.nn.ModuleDict'),
  examples: [
    { code: "nn.ModuleDict({'a': nn.Linear(3, 4)})['a'](x)", inputs: { x: '[2, 3]' }, output: [2, 4] },
    { code: "nn.ModuleDict([['a', nn.Linear(3, 4)]])(x)", inputs: { x: '[2, 3]' }, problem: 'CS115' },
  ],
  init: (self, a, c) => {
    if (a.raw('modules').kind !== 'none') update(self.instance, a.raw('modules'), c);
  },
  methods: {
    __len__: { signature: '()', run: (self) => sizeOf(self.instance) },
    __iter__: {
      signature: '()',
      run: (self) => iteratorOf(names(entriesOf(self.instance, '_modules')), restOf(self.instance)),
    },
    __getitem__: { signature: '(key)', run: (self, a, c) => entryAt(self.instance, a.raw('key'), c) },
    __setitem__: {
      signature: '(key, module)',
      run: (self, a, c) => {
        addModule(
          self.instance,
          knownName(self.instance, '_modules', a.raw('key'), c.interpreter),
          a.raw('module'),
          c.interpreter,
        );
        return NONE;
      },
    },
    __delitem__: {
      signature: '(key)',
      run: (self, a, c) => {
        entryAt(self.instance, a.value('key'), c);
        removeEntry(slotOf(self.instance, '_modules'), a.str('key'), c.interpreter);
        return NONE;
      },
    },
    __contains__: {
      signature: '(key)',
      run: (self, a) => {
        const key = a.value('key');
        return bool(key.kind === 'str' && entriesOf(self.instance, '_modules').some(([name]) => name === key.value));
      },
    },
    keys: { signature: '()', run: (self) => view(names(entriesOf(self.instance, '_modules')), self) },
    values: { signature: '()', run: (self) => view(modulesIn(self.instance), self) },
    items: {
      signature: '()',
      run: (self) =>
        view(
          entriesOf(self.instance, '_modules').map(([name, module]) => tuple([str(name), module])),
          self,
        ),
    },
    clear: {
      signature: '()',
      run: (self, _a, c) => {
        const modules = slotOf(self.instance, '_modules');
        if (modules) {
          c.interpreter.touch(modules);
          modules.entries = new Map();
          modules.rest = undefined;
        }
        return NONE;
      },
    },
    pop: {
      signature: '(key)',
      run: (self, a, c) => {
        const popped = entryAt(self.instance, a.value('key'), c);
        removeEntry(slotOf(self.instance, '_modules'), a.str('key'), c.interpreter);
        return popped;
      },
    },
    update: {
      signature: '(modules)',
      run: (self, a, c) => {
        update(self.instance, a.raw('modules'), c);
        return NONE;
      },
    },
  },
};

/** Removed from PyTorch's documentation, still in its namespace. */
const container: LayerDeclaration = {
  name: 'Container',
  module: MODULE,
  category: 'container',
  signature: '(**kwargs)',
  doc: 'An old base class of containers.',
  reference: 'https://pytorch.org/docs/stable/nn.html#containers',
  init: (self, a, c) => {
    for (const [name, module] of a.extraKeywords) addModule(self.instance, name, module, c.interpreter);
  },
};

export const layers = declareLayers(sequential, moduleList, moduleDict, container);
