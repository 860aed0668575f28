/** Folded groups as cards with something behind them, open ones as frames with a title. */
import { countText } from '../../graph';
import type { DiagramGroup } from '../diagram';
import type { GroupItem } from '../fold/scopes';
import { CARD, HEADER } from '../layout/measures';
import { badge, painted, text, type Warmth } from './cards';
import type { Box, Shape } from './shapes';
import { fitted, textWidth } from './text';

export const SHADOW = 3;

export const foldedHeight = CARD.height + 2 * SHADOW;
export const foldedHalfWidth = CARD.width / 2;

export const titleWidth = (item: GroupItem, group: DiagramGroup): number =>
  44 +
  textWidth(item.name, 'name') +
  textWidth(group.cls, 'detail') +
  timesWidth(item) +
  textWidth(paramsText(item, group), 'size') +
  26;

const timesWidth = ({ times }: GroupItem): number => (times > 1 ? textWidth(`×${times}`, 'badge') + 16 : 0);

function paramsText({ times }: GroupItem, { costs }: DiagramGroup): string {
  if (!costs.params) return '';
  return times > 1 ? `${times} × ${countText(costs.params)}` : countText(costs.params);
}

export function foldedShapes(item: GroupItem, group: DiagramGroup, x: number, y: number, heat: Warmth): Shape[] {
  const left = x - CARD.width / 2;
  const paint = painted('card', 'container', heat);
  const behind = [2, 1].map(
    (n): Shape => ({
      kind: 'rect',
      x: left + n * SHADOW,
      y: y + n * SHADOW,
      width: CARD.width - n * SHADOW,
      height: CARD.height,
      radius: 5,
      paint: { role: 'shadow', tone: 'container' },
    }),
  );
  const right = x + CARD.width / 2 - 10;
  const params = paramsText(item, group);
  const volumes = volumeShapes(group, left + 10, y + 8);
  const start = left + (volumes.length > 0 ? 62 : 16);
  // The number of parameters stands below, unless the class needs all of that line.
  const wide = textWidth(params, 'size') + 8;
  const isBelow = textWidth(group.cls, 'detail') <= right - start - wide;
  const room = right - start - 16 - timesWidth(item) - (isBelow ? 0 : wide);
  return [
    ...behind,
    { kind: 'rect', x: left, y, ...CARD, radius: 5, paint },
    ...volumes,
    text(start, y + 19, fitted(item.name, 'name', room), 'name', 'plain'),
    ...(item.times > 1
      ? badge(start + Math.min(textWidth(item.name, 'name'), room) + timesWidth(item), y + 22, `×${item.times}`)
      : []),
    chevron(right - 4, y + 15, false),
    text(start, y + 35, fitted(group.cls, 'detail', right - start - (isBelow ? wide : 0)), 'detail', 'muted'),
    ...(params === ''
      ? []
      : [text(isBelow ? right : right - 14, y + (isBelow ? 35 : 19), params, 'size', 'muted', 'end')]),
  ];
}

/** What goes in and what comes out, as upright plates: as high as the image, as thick as it has channels. */
function volumeShapes({ dims, inputSize }: DiagramGroup, x: number, y: number): Shape[] {
  const before = inputSize.split('×').map(Number);
  const plate = (sizes: readonly (number | undefined)[], middle: number): Shape | undefined => {
    const [channels, height] = sizes;
    if (sizes.length !== 3 || !channels || !height) return undefined;
    const high = Math.min(30, 4 + 3.4 * Math.log2(height + 1)),
      thick = Math.min(20, 2 + 1.5 * Math.log2(channels));
    return {
      kind: 'rect',
      x: middle - thick / 2,
      y: y + 15 - high / 2,
      width: thick,
      height: high,
      radius: 1.5,
      paint: { role: 'card', tone: 'conv' },
    };
  };
  const left = plate(before, x + 10),
    right = plate(dims, x + 34);
  return left && right ? [left, right] : [];
}

export function frameShapes(item: GroupItem, group: DiagramGroup, { x, y, width, height }: Box): Shape[] {
  return [
    {
      kind: 'rect',
      x,
      y,
      width,
      height,
      radius: 7,
      paint: { role: group.isLoop || item.times > 1 ? 'dashed' : 'frame', tone: 'container' },
    },
  ];
}

/** Above the lines that enter, so that they do not cross the title. */
export function titleShapes(item: GroupItem, group: DiagramGroup, { x, y, width }: Box): Shape[] {
  const name = textWidth(item.name, 'name');
  const cls = x + 30 + name + 8;
  const params = paramsText(item, group);
  return [
    {
      kind: 'rect',
      x: x + 1,
      y: y + 1,
      width: width - 2,
      height: HEADER - 2,
      radius: 6,
      paint: { role: 'header', tone: 'container' },
    },
    chevron(x + 14, y + 13, true),
    text(x + 26, y + 17, item.name, 'name', 'plain'),
    text(cls, y + 17, group.cls, 'detail', 'muted'),
    ...(item.times > 1
      ? badge(cls + textWidth(group.cls, 'detail') + timesWidth(item) - 4, y + 20, `×${item.times}`)
      : []),
    ...(params === '' ? [] : [text(x + width - 10, y + 17, params, 'size', 'muted', 'end')]),
  ];
}

function chevron(x: number, y: number, isOpen: boolean): Shape {
  return {
    kind: 'line',
    points: isOpen
      ? [
          [x - 4, y - 2],
          [x, y + 2],
          [x + 4, y - 2],
        ]
      : [
          [x - 2, y - 4],
          [x + 2, y],
          [x - 2, y + 4],
        ],
    radius: 0,
    width: 1.4,
    paint: { role: 'line', tone: 'muted' },
  };
}

export const groupLabel = (item: GroupItem, group: DiagramGroup): string => {
  const times = item.times > 1 ? `, ${item.times} times` : '';
  return `${item.name}, ${group.cls}${times}, ${item.isOpen ? 'open' : 'folded'}${group.size ? `, gives ${group.size}` : ''}`;
};
