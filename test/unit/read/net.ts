import { readForTraining } from '../../../server/src/read';
import { parse } from '../../../server/src/syntax';

const file = '/work/net.py';

const SMALL = { channels: 1, height: 2, width: 2 };

/** A model of this code, read to be trained on pictures of this size. */
export function readNet(code: string, model = 'Net()', size = SMALL) {
  return readForTraining(
    {
      file,
      tree: parse(code),
      files: { read: (path) => (path === file ? { text: code } : 'absent') },
      roots: ['/work'],
      treeOf: (_, text) => parse(text),
      model,
      extent: 'given',
    },
    size,
  );
}
