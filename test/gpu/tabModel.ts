/** A recipe of a network that a software card trains in a moment, and its model, as the editor's side has them. */
import { readForTraining } from '../../server/src/read';
import { parseRecipe } from '../../server/src/recipe';
import { parse } from '../../server/src/syntax';

const CODE = `from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(1)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc(self.norm(x).flatten(1))
`;
const FILE = '/work/small.py';

export function smallModel(fields: object) {
  const about = { file: 'small.py', model: 'Small()', batch_size: 512, optimizer: { name: 'adam', lr: 0.01 } };
  const { recipe, problems } = parseRecipe(JSON.stringify({ ...about, ...fields }));
  if (recipe === undefined) throw new Error(JSON.stringify(problems));
  const read = readForTraining(
    {
      file: FILE,
      tree: parse(CODE),
      files: { read: (path) => (path === FILE ? { text: CODE } : 'absent') },
      roots: ['/work'],
      treeOf: (_, text) => parse(text),
      model: 'Small()',
      extent: 'given',
    },
    { channels: 1, height: 8, width: 8 },
  );
  if (read.train === undefined) throw new Error(read.hindrances[0]?.message);
  return { recipe, model: { train: read.train, evaluate: read.evaluate } };
}
