/** Sorting and copying of the panel's table, and the arguments that its sliders write. */
import { expect, test } from 'vitest';
import type { Diagram, DiagramNode } from '../../../server/src/draw';
import type { WindowLayer } from '../../../server/src/draw/arithmetic';
import { changesOf, refusalOf, turned } from '../../../webview/src/arithmetic/turns';
import { csvOf, rowsOf } from '../../../webview/src/diagram/table/rows';

const node = (id: number, name: string, params: number | undefined): DiagramNode => ({
  id,
  key: name,
  group: 0,
  look: 'card',
  family: 'conv',
  name,
  detail: `Conv2d 3×3, "${id}"`,
  size: '8×4×4',
  dims: [8, 4, 4],
  window: undefined,
  costs: { params, macs: 0, memory: 512, field: 3 },
  signature: name,
  module: name,
  place: undefined,
});
const diagram: Diagram = {
  model: 'net',
  cls: 'Net',
  nodes: [{ ...node(0, 'x', 0), look: 'pill' }, node(1, 'a', 10), node(2, 'b', undefined), node(3, 'c', 30)],
  groups: [],
  edges: [],
};
const names = (column: string | undefined, isDown: boolean): string[] =>
  rowsOf(diagram, { column, isDown }).map(({ name }) => name);

test('rows are sorted by a column, what is not known last', () => {
  expect(names(undefined, true)).toEqual(['a', 'b', 'c']);
  expect(names('params', true)).toEqual(['c', 'a', 'b']);
  expect(names('params', false)).toEqual(['a', 'c', 'b']);
  expect(names('layer', true)).toEqual(['c', 'b', 'a']);
});

test('a spreadsheet gets numbers in full, and text with its quotes', () => {
  expect(csvOf(rowsOf(diagram, { column: undefined, isDown: true })).split('\r\n')).toEqual([
    'Layer,Operation,Output,Parameters,Multiply-adds,Output memory,Receptive field',
    'a,"Conv2d 3×3, ""1""",8×4×4,10,0,512,3',
    'b,"Conv2d 3×3, ""2""",8×4×4,,0,512,3',
    'c,"Conv2d 3×3, ""3""",8×4×4,30,0,512,3',
    '',
  ]);
});

const axis = { input: 8, kernel: 3, stride: 1, before: 1, after: 1, dilation: 1, outputPadding: 0, ceil: false };
const layer: WindowLayer = {
  kind: 'conv',
  axes: [axis, { ...axis, kernel: 5 }],
  channels: { input: 3, output: 8, groups: 1 },
};

test('only what was turned is written, by its name in PyTorch', () => {
  expect(changesOf(layer, layer)).toEqual([]);
  expect(changesOf(layer, turned(layer, 'before', 2))).toEqual([{ argument: 'padding', value: '2' }]);
  expect(changesOf(turned(layer, 'kernel', 3), layer)).toEqual([{ argument: 'kernel_size', value: '(3, 5)' }]);
});

test('what PyTorch would refuse is not written', () => {
  expect(refusalOf(layer)).toBeUndefined();
  expect(refusalOf(turned(layer, 'dilation', 4))).toBe('the window is larger than the padded input');
  expect(refusalOf({ ...turned(layer, 'before', 2), kind: 'max', axes: [{ ...axis, before: 2, after: 2 }] })).toMatch(
    /more than half/,
  );
  expect(refusalOf({ ...turned(layer, 'outputPadding', 1), kind: 'transposed' })).toMatch(
    /output_padding 1 must be smaller/,
  );
});
