/** Data sets made of others: `Subset`, `ConcatDataset`, `random_split` (torch/utils/data/dataset.py). */
import { type ClassValue, type Interpreter, int, list, NONE, native, type Value } from '../../python';
import { add, type Dim } from '../../symbolic';
import { plainNative } from '../common/native';
import { tolerantClass } from './tolerant';

const lengthUnknown = (interpreter: Interpreter): Value =>
  interpreter.unknown('undecided', 'the length of the data set is not known', 'int');

/** `_length` is ours: what `__len__` says, where that is not the number of indices. */
function subsetClass(): ClassValue {
  const cls = tolerantClass('Subset', 'torch.utils.data');
  cls.dict.set(
    '__init__',
    native('__init__', '(self, dataset, indices)', (a, interpreter) => {
      for (const name of ['dataset', 'indices']) interpreter.setAttribute(a.raw('self'), name, a.raw(name));
      return NONE;
    }),
  );
  cls.dict.set(
    '__getitem__',
    native('__getitem__', '(self, index)', (a, interpreter) =>
      interpreter.getItem(
        interpreter.getAttribute(a.raw('self'), 'dataset'),
        interpreter.unknown('data', 'which sample it is', 'int'),
      ),
    ),
  );
  cls.dict.set(
    '__len__',
    native('__len__', '(self)', (a, interpreter) => {
      const self = a.raw('self');
      const length = self.kind === 'instance' ? self.attrs.get('_length') : undefined;
      return length ?? interpreter.length(interpreter.getAttribute(self, 'indices'));
    }),
  );
  return cls;
}

export const subset: ClassValue = subsetClass();

function concatenatedClass(): ClassValue {
  const cls = tolerantClass('ConcatDataset', 'torch.utils.data');
  cls.dict.set(
    '__init__',
    native('__init__', '(self, datasets)', (a, interpreter) => {
      interpreter.setAttribute(a.raw('self'), 'datasets', list([...interpreter.iterate(a.raw('datasets')).items]));
      return NONE;
    }),
  );
  const parts = (self: Value, interpreter: Interpreter): readonly Value[] =>
    interpreter.iterate(interpreter.getAttribute(self, 'datasets')).items;
  cls.dict.set(
    '__getitem__',
    native('__getitem__', '(self, index)', (a, interpreter) => {
      const [first] = parts(a.raw('self'), interpreter);
      return first ? interpreter.getItem(first, a.raw('index')) : lengthUnknown(interpreter);
    }),
  );
  cls.dict.set(
    '__len__',
    native('__len__', '(self)', (a, interpreter) => {
      const lengths = parts(a.raw('self'), interpreter).map((part) => interpreter.length(part));
      const sizes = lengths.flatMap((n): Dim[] => (n.kind === 'int' ? [n.value] : []));
      return sizes.length === lengths.length ? int(sizes.reduce(add, 0)) : lengthUnknown(interpreter);
    }),
  );
  return cls;
}

export const concatenated: ClassValue = concatenatedClass();

/** Lengths as given; of fractions only that there are so many parts. */
export const randomSplit = plainNative('random_split', '(dataset, lengths, generator=None)', (a, interpreter) =>
  list(
    interpreter.iterate(a.value('lengths')).items.map(
      (length): Value => ({
        kind: 'instance',
        cls: subset,
        attrs: new Map<string, Value>([
          ['dataset', a.raw('dataset')],
          ['indices', interpreter.unknown('data', 'how a data set is split depends on the data')],
          ['_length', length.kind === 'int' ? length : lengthUnknown(interpreter)],
        ]),
      }),
    ),
  ),
);
