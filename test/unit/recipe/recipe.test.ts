import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import {
  parseRecipe,
  RECIPE,
  type Recipe,
  recipeDifferences,
  recipeSchema,
  recipeText,
  recipeWarnings,
  scriptHindrance,
  validateRecipe,
} from '../../../server/src/recipe';

const LEAST = { file: 'net.py', model: 'Net()' };
const problemsOf = (given: unknown): string[] =>
  validateRecipe(given).problems.map(({ path, message }) => `${path}: ${message}`);

function recipeOf(given: unknown): Recipe {
  const { recipe, problems } = validateRecipe(given);
  if (recipe === undefined) throw new Error(JSON.stringify(problems));
  return recipe;
}

describe('a recipe', () => {
  test('needs a file and a model, and knows the rest', () => {
    const recipe = recipeOf(LEAST);
    expect(recipe.data).toEqual({ name: 'digits', targets: 'classes', validation: 'test' });
    expect(recipe.optimizer.momentum).toBe(0.9);
    expect(recipe.freeze).toEqual([]);
  });

  test.each([
    [{}, ['file: it is missing; for example "net.py"', 'model: it is missing; for example "Net(num_classes=10)"']],
    [[], ['recipe: [] is not an object; write { … }', expect.any(String), expect.any(String)]],
    [{ ...LEAST, epoch: 3 }, ['epoch: there is no such field; did you mean "epochs"?']],
    [{ ...LEAST, optimizer: { zoom_factor: 1 } }, [expect.stringContaining('there are name, lr, momentum')]],
    [{ ...LEAST, optimizer: { lr: '0.1' } }, ['optimizer.lr: "0.1" is not a number']],
    [{ ...LEAST, optimizer: { lr: 0 } }, ['optimizer.lr: 0 is too small; it must be more than 0']],
    [{ ...LEAST, batch_size: 2.5 }, ['batch_size: 2.5 is not a whole number']],
    [{ ...LEAST, batch_size: 0 }, ['batch_size: 0 is too small; the least is 1']],
    [{ ...LEAST, data: { name: 'imagenet' } }, [expect.stringMatching(/^data\.name: "imagenet" is none of digits, /)]],
    [{ ...LEAST, data: { validation: 1.5 } }, ['data.validation: 1.5 is too large; the most is 0.9']],
    [{ ...LEAST, data: { validation: 'some' } }, ['data.validation: "some" is neither a number nor "test"']],
    [{ ...LEAST, data: { size: [28] } }, ['data.size: [28] must be 2 numbers']],
    [{ ...LEAST, drop_last: 'no' }, ['drop_last: "no" is neither true nor false']],
    [{ ...LEAST, freeze: 'conv1' }, ['freeze: "conv1" is not a list of texts; write ["…"]']],
    [
      { ...LEAST, normalise: { mean: [0.5] } },
      ['normalise: give both "mean" and "std", or neither', expect.any(String)],
    ],
    [{ ...LEAST, schedule: { warmup_epochs: 10 } }, [expect.stringContaining('shorter than 10 epochs')]],
    [{ ...LEAST, optimizer: { nesterov: true, momentum: 0 } }, [expect.stringContaining('needs a momentum')]],
    [
      { ...LEAST, loss: { name: 'bce', ignore_index: 255 } },
      ['loss.ignore_index: bce counts every pixel; take "cross_entropy", or take ignore_index out'],
    ],
    [{ ...LEAST, augmentation: { scale: [2, 1] } }, ['augmentation.scale: write the smaller factor first']],
  ])('%j is refused', (given, messages) => {
    expect(problemsOf(given)).toEqual(messages);
  });

  test('text that is not JSON is refused with the place', () => {
    expect(parseRecipe('{ "file": }').problems[0]?.message).toMatch(/^this is not JSON at line 1, column 11: /);
  });

  test('is written short, and reads back the same', () => {
    const recipe = recipeOf({ ...LEAST, optimizer: { lr: 0.1, weight_decay: 5e-4 }, augmentation: { flip: true } });
    const text = recipeText(recipe);
    expect(parseRecipe(text).recipe).toEqual(recipe);
    expect(text).not.toContain('beta1');
    expect(text).toContain('"weight_decay": 0.0005');
  });
});

describe('its schema', () => {
  const valid = new Ajv({ strict: false }).compile(recipeSchema());

  test('agrees with the validation, on the defaults and on mistakes', () => {
    expect(valid(JSON.parse(recipeText(recipeOf(LEAST), 'x')))).toBe(true);
    for (const wrong of [{}, { ...LEAST, epoch: 3 }, { ...LEAST, batch_size: 0 }, { ...LEAST, optimizer: { lr: 0 } }])
      expect(valid(wrong)).toBe(false);
  });

  test('every default is a value that its own field allows', () => {
    expect(valid(recipeOf(LEAST))).toBe(true);
    expect(Object.keys(RECIPE).length).toBeGreaterThan(15);
  });
});

describe('differences of recipes', () => {
  test('are listed by field, in the order of the declaration, with an empty text where there is none', () => {
    const one = recipeOf({ ...LEAST, batch_size: 32, note: 'first', optimizer: { name: 'adam', lr: 0.001 } });
    const other = recipeOf({ ...LEAST, data: { name: 'folder', root: './cats', size: [32, 32] }, threads: 2 });
    expect(recipeDifferences([one, other])).toEqual([
      { path: 'data.name', values: ['digits', 'folder'] },
      { path: 'data.root', values: ['', './cats'] },
      { path: 'data.size', values: ['', '[32,32]'] },
      { path: 'batch_size', values: ['32', '64'] },
      { path: 'optimizer.name', values: ['adam', 'sgd'] },
      { path: 'optimizer.lr', values: ['0.001', '0.05'] },
    ]);
    expect(recipeDifferences([one, one])).toEqual([]);
  });
});

describe('what a recipe allows and nobody wants', () => {
  const found = (given: object, outputs?: number) =>
    recipeWarnings(recipeOf({ ...LEAST, ...given }), outputs).map(({ code, path }) => `${code} ${path}`);

  test.each([
    [{ augmentation: { flip: true } }, ['CS220 augmentation.flip']],
    [{ data: { name: 'mnist' }, augmentation: { rotation: 30 } }, ['CS220 augmentation.rotation']],
    [{ data: { name: 'mnist' }, augmentation: { rotation: 20 } }, []],
    [{ data: { name: 'cifar10' }, augmentation: { flip: true, rotation: 45 } }, []],
    [{ data: { name: 'fashion-mnist' }, augmentation: { flip: true } }, []],
    [
      { data: { name: 'fashion-mnist' }, normalise: { mean: [0.1, 0.2, 0.3], std: [1, 1, 1] } },
      ['CS219 normalise.mean'],
    ],
    [{ data: { name: 'mnist' }, normalise: { mean: [0.1307], std: [0.3081] } }, []],
    [{ data: { name: 'cifar10' }, normalise: { mean: [0.1, 0.2, 0.3], std: [1, 1, 1] } }, []],
  ])('%j', (given, expected) => {
    expect(found(given)).toEqual(expected);
  });

  test('a model that gives another number of scores than there are classes', () => {
    expect(found({ data: { name: 'cifar100' } }, 10)).toEqual(['CS217 model']);
    expect(found({ data: { name: 'cifar100' } }, 100)).toEqual([]);
    expect(found({ data: { name: 'folder', root: '.' } }, 10)).toEqual([]);
  });
});

test('a model in a notebook has no script, and the reason says what to do', () => {
  expect(scriptHindrance(recipeOf({ file: 'net.py', model: 'Net()' }))).toBeUndefined();
  expect(scriptHindrance(recipeOf({ file: 'net.ipynb', model: 'Net()' }))).toMatch(/notebook net\.ipynb.*\.py file/);
});

describe('what was meant', () => {
  const problems = (given: object) => {
    const found = validateRecipe({ file: 'a.py', model: 'A()', ...given }).problems;
    return found.map(({ path, message }) => `${path}: ${message}`);
  };
  test.each([
    [{ optimizer: { name: 'SGD' } }, /^optimizer\.name: "SGD" is none of .*; did you mean "sgd"\?$/],
    [{ loss: { name: 'CrossEntropyLoss' } }, /did you mean "cross_entropy"\?$/],
    [{ data: { name: 'FashionMNIST' } }, /did you mean "fashion-mnist"\?$/],
    [{ optimizer: 'Adam' }, /^optimizer: "Adam" is not an object; write \{ "name": "adam" \}$/],
    [{ lr: 0.1 }, /^lr: there is no such field; did you mean "optimizer": \{ "lr": … \}\?$/],
    [{ learning_rate: 0.1 }, /did you mean "optimizer": \{ "lr": … \}\?$/],
    [{ optimizer: { learning_rate: 0.1 } }, /did you mean "lr"\?$/],
    [{ rotation: 5 }, /did you mean "augmentation": \{ "rotation": … \}\?$/],
    [{ schedule: { name: 'multi_step' } }, /^schedule\.name: multi_step needs .*"milestones"/],
    [{ scheduler: {} }, /did you mean "schedule"\?$/],
  ])('%j', (given, message) => {
    expect(problems(given)).toEqual([expect.stringMatching(message)]);
  });

  test('text that is no JSON is told with its place', () => {
    expect(parseRecipe('{\n  "file": "a.py",\n}').problems).toEqual([
      { path: 'recipe', message: expect.stringMatching(/^this is not JSON at line 3, column 1: /) },
    ]);
    expect(parseRecipe('{\n  "file": "a.py"').problems[0]?.message).toMatch(/line 2, column \d+: a } is missing/);
    expect(parseRecipe(' \n').problems[0]?.message).toBe('the file is empty');
  });

  test('the rate that is left out suits the optimiser, and stays as it is when it is written down', () => {
    const rate = (optimizer: object) => validateRecipe({ file: 'a.py', model: 'A()', optimizer }).recipe?.optimizer.lr;
    expect(rate({})).toBe(0.05);
    expect(rate({ name: 'sgd' })).toBe(0.05);
    expect(rate({ name: 'adam' })).toBe(0.001);
    expect(rate({ name: 'adam', lr: 0.05 })).toBe(0.05);
    const recipe = validateRecipe({ file: 'a.py', model: 'A()', optimizer: { name: 'adam', lr: 0.05 } }).recipe;
    expect(recipe && parseRecipe(recipeText(recipe)).recipe).toEqual(recipe);
  });
});
