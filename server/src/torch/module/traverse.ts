/** Walking a module tree: children, modules, parameters, buffers, state dicts (torch/nn/modules/module.py). */
import {
  type ClassValue,
  defineClass,
  dict,
  type InstanceValue,
  list,
  NONE,
  str,
  type TensorValue,
  type Value,
} from '../../python';
import {
  childrenOf,
  entryOf,
  firstGap,
  gapOf,
  namedModules,
  namedTensors,
  quietUnknown,
  type Slot,
  stateDictOf,
} from './instance';
import { checkStateDict } from './load';
import { items, type Method, type Methods, methods, pairs } from './method';

type Tensors = '_parameters' | '_buffers';

const named =
  (slot: Tensors): Method =>
  (self, a) => {
    const recurse = a.bool('recurse');
    const found = namedTensors(self, slot, { prefix: a.str('prefix'), recurse, dedupe: a.bool('remove_duplicate') });
    return pairs(found, recurse ? firstGap(self) : gapOf(self));
  };

const unnamed =
  (slot: Tensors): Method =>
  (self, a) => {
    const recurse = a.bool('recurse');
    return items(
      namedTensors(self, slot, { recurse }).map(([, tensor]) => tensor),
      recurse ? firstGap(self) : gapOf(self),
    );
  };

function distinctChildren(self: InstanceValue): [string, InstanceValue][] {
  const seen = new Set<InstanceValue>();
  return childrenOf(self).filter(([, child]) => !seen.has(child) && seen.add(child));
}

/** `get_submodule('layer1.0.conv')` and its like: the last name may be a parameter or a buffer. */
const reach =
  (slot: Slot, what: string): Method =>
  (self, a, interpreter) => {
    const target = a.str('target');
    const path = target === '' ? [] : target.split('.');
    let current: Value = self;
    for (const [i, name] of path.entries()) {
      if (current.kind === 'unknown') return current;
      if (current.kind !== 'instance') return interpreter.raise('AttributeError', `\`${name}\` is not an nn.Module`);
      const found: Value | undefined =
        (i === path.length - 1 ? entryOf(current, slot, name) : undefined) ?? interpreter.findAttribute(current, name);
      current = found ?? interpreter.raise('AttributeError', `${current.cls.name} has no attribute \`${name}\``);
    }
    return current.kind === 'none' ? interpreter.raise('AttributeError', `\`${target}\` is not ${what}`) : current;
  };

const INCOMPATIBLE_KEYS: ClassValue = defineClass('_IncompatibleKeys', [], [], { module: 'torch.nn.modules.module' });

const WALK: Methods = {
  parameters: ['(recurse=True)', unnamed('_parameters')],
  buffers: ['(recurse=True)', unnamed('_buffers')],
  named_parameters: ["(prefix='', recurse=True, remove_duplicate=True)", named('_parameters')],
  named_buffers: ["(prefix='', recurse=True, remove_duplicate=True)", named('_buffers')],
  children: [
    '()',
    (self) =>
      items(
        distinctChildren(self).map(([, child]) => child),
        gapOf(self),
      ),
  ],
  named_children: ['()', (self) => pairs(distinctChildren(self), gapOf(self))],
  modules: [
    '(remove_duplicate=True)',
    (self) =>
      items(
        namedModules(self).map(([, module]) => module),
        firstGap(self),
      ),
  ],
  named_modules: [
    "(memo=None, prefix='', remove_duplicate=True)",
    (self, a) => pairs(namedModules(self, a.str('prefix')), firstGap(self)),
  ],
  get_submodule: ['(target)', reach('_modules', 'an nn.Module')],
  get_parameter: ['(target)', reach('_parameters', 'an nn.Parameter')],
  get_buffer: ['(target)', reach('_buffers', 'a buffer')],
  /** Tolerant: names that are not there yet are made. */
  set_submodule: [
    '(target, module, strict=False)',
    (self, a, interpreter) => {
      const path = a.str('target').split('.');
      const last = path.pop() ?? '';
      let owner: Value = self;
      for (const name of path) owner = interpreter.getAttribute(owner, name);
      interpreter.setAttribute(owner, last, a.raw('module'));
      return NONE;
    },
  ],
  state_dict: [
    "(*args, destination=None, prefix='', keep_vars=False)",
    (self, a) => {
      const prefix = a.str('prefix');
      const found = dict(stateDictOf(self).map(([name, tensor]): [string, TensorValue] => [prefix + name, tensor]));
      const gap = firstGap(self);
      if (gap) found.rest = gap;
      return found;
    },
  ],
  /** Sizes do not change by loading; which keys were missing depends on the file. */
  load_state_dict: [
    '(state_dict, strict=True, assign=False)',
    (self, a, interpreter) => {
      const keys = (): Value => ({ ...list([]), rest: quietUnknown('which keys match depends on the checkpoint') });
      checkStateDict(self, a.raw('state_dict'), a.raw('strict'), interpreter);
      return {
        kind: 'instance',
        cls: INCOMPATIBLE_KEYS,
        attrs: new Map([
          ['missing_keys', keys()],
          ['unexpected_keys', keys()],
        ]),
      };
    },
  ],
  _get_name: ['()', (self) => str(self.cls.name)],
  extra_repr: ['()', () => quietUnknown('the text of a module is not made', 'str')],
  __repr__: ['()', () => quietUnknown('the text of a module is not made', 'str')],
  __dir__: [
    '()',
    (self) =>
      list(
        [
          ...new Set([
            ...self.attrs.keys(),
            ...self.cls.mro.flatMap((c) => [...c.dict.keys()]),
            ...(['_parameters', '_modules', '_buffers'] as const).flatMap((slot) => namesOf(self, slot)),
          ]),
        ]
          .sort()
          .map(str),
      ),
  ],
};

const namesOf = (self: InstanceValue, slot: Slot): string[] => {
  const entries = self.attrs.get(slot);
  return entries?.kind === 'dict'
    ? [...entries.entries.values()].flatMap(({ key }) => (key.kind === 'str' ? [key.value] : []))
    : [];
};

export const WALK_METHODS = methods(WALK);
