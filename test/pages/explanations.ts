/** What answers for the process that computes, in the page tests: a small network on the digits, as it begins. */
import type { Explanations, WeightsOrigin } from '../../server/src/protocol';
import { readForLooking } from '../../server/src/read';
import { parseRecipe, type Recipe } from '../../server/src/recipe';
import { parse } from '../../server/src/syntax';
import { EXPLAIN_HANDLERS } from '../../server/src/train/explain/answers';
import type { Asking } from '../../server/src/train/inspection/asking';

const SOURCE = `
import torch.nn as nn
import torch.nn.functional as F

class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(8, 16, 3, padding=1),
        )
        self.fc = nn.Linear(16 * 4 * 4, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.features(x)), 2)
        return self.fc(x.flatten(1))
`;
const file = '/work/digits.py';
const SIZE = { channels: 1, height: 8, width: 8 };

export function programOf(source = SOURCE, model = 'Digits()', size = SIZE) {
  const { program, hindrances } = readForLooking(
    {
      file,
      tree: parse(source),
      files: { read: (path) => (path === file ? { text: source } : 'absent') },
      roots: ['/work'],
      treeOf: (_file, text) => parse(text),
      model,
      extent: 'given',
    },
    size,
  );
  if (program === undefined) throw new Error(hindrances[0]?.message);
  return program;
}

export function recipeOf(): Recipe {
  const { recipe } = parseRecipe(JSON.stringify({ file: 'digits.py', model: 'Digits()' }));
  if (recipe === undefined) throw new Error('the recipe is wrong');
  return recipe;
}

const QUIET: Asking = { progress: () => undefined, isCancelled: async () => false };

/** `origin` undefined: as the code begins. */
export function open(session: string, origin?: WeightsOrigin, withData = true) {
  const program = programOf();
  const params = {
    session,
    program,
    origin: origin ?? ({ kind: 'initial', program, seed: 3 } as const),
    epoch: undefined,
    recipe: withData ? recipeOf() : undefined,
    folder: '/work',
  };
  return EXPLAIN_HANDLERS['explain/open'](params, QUIET);
}

export function answered(name: keyof Explanations, params: object, asking: Partial<Asking> = {}): Promise<unknown> {
  const handle: (params: never, asking: Asking) => Promise<unknown> = EXPLAIN_HANDLERS[name];
  return handle(params as never, { ...QUIET, ...asking });
}
