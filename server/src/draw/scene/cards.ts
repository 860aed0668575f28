/** Layers, chips, joins and pills, drawn around their spine at x from y downwards. */

import { countText } from '../../graph';
import type { Diagram, DiagramGroup, DiagramNode, Window } from '../diagram';
import { CARD, CHIP, JOIN, PILL } from '../layout/measures';
import type { Paint, Shape, Tone } from './shapes';
import { firstFitting, fitted, textWidth } from './text';

/** 0 … 1 of each node, or nothing. */
/** From 0 to 1; undefined: in the colour of its family. */
export type Warmth = number | 'unmeasured' | undefined;
export type Heat = (thing: DiagramNode | DiagramGroup) => Warmth;
export const NO_HEAT: Heat = () => undefined;

export const joinWidth = (name: string): number => Math.max(JOIN.height, textWidth(name, 'symbol') + JOIN.padding);
export const pillWidth = ({ name, size }: DiagramNode): number =>
  Math.max(PILL.width, textWidth(name, 'name') + (size === '' ? 0 : textWidth(size, 'size') + 8) + 28);

export function heightOf({ look }: DiagramNode): number {
  switch (look) {
    case 'card':
    case 'unknown':
    case 'error':
      return CARD.height;
    case 'chip':
      return CHIP.height;
    case 'join':
      return JOIN.height;
    case 'pill':
      return PILL.height;
  }
}

export function halfWidthOf(node: DiagramNode): number {
  switch (node.look) {
    case 'card':
    case 'unknown':
    case 'error':
      return CARD.width / 2;
    case 'chip':
      return CHIP.width / 2;
    case 'join':
      return joinWidth(node.name) / 2;
    case 'pill':
      return pillWidth(node) / 2;
  }
}

export interface Drawn {
  readonly node: DiagramNode;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Its size differs from what comes in. */
  readonly changes: boolean;
  readonly heat: Warmth;
}

export function nodeShapes(drawn: Drawn): Shape[] {
  switch (drawn.node.look) {
    case 'card':
      return cardShapes(drawn);
    case 'chip':
      return chipShapes(drawn);
    case 'join':
      return joinShapes(drawn);
    case 'pill':
      return pillShapes(drawn);
    case 'unknown':
      return lostShapes(drawn, 'unknown');
    case 'error':
      return lostShapes(drawn, 'error');
  }
}

export function painted(role: Paint['role'], tone: Tone, heat: Warmth): Paint {
  if (heat === undefined) return { role, tone };
  return heat === 'unmeasured' ? { role, tone: 'container' } : { role, tone: 'heat', heat };
}

function cardShapes({ node, name, x, y, heat }: Drawn): Shape[] {
  const left = x - CARD.width / 2;
  const glyph = glyphShapes(node, left + 12, y + 8, heat);
  const start = left + (glyph.length > 0 ? 52 : 16);
  const params = node.costs.params ? countText(node.costs.params) : '';
  const right = x + CARD.width / 2 - 10;
  const room = right - start - (params === '' ? 0 : textWidth(params, 'size') + 8);
  return [
    { kind: 'rect', x: left, y, ...CARD, radius: 5, paint: painted('card', node.family, heat) },
    { kind: 'rect', x: left, y, width: 4, height: CARD.height, radius: 2, paint: painted('solid', node.family, heat) },
    ...glyph,
    text(start, y + 19, firstFitting(namesOf(name), 'name', room), 'name', 'plain'),
    text(start, y + 35, firstFitting(detailsOf(node), 'detail', right - start), 'detail', 'muted'),
    ...(params === '' ? [] : [text(right, y + 19, params, 'size', 'muted', 'end')]),
  ];
}

/** Of a layer alone in its module, `branch3x3.conv`, the module says more. */
function namesOf(name: string): readonly [string, ...string[]] {
  const end = name.lastIndexOf('.');
  return end > 0 && !/^\d+$/.test(name.slice(0, end)) ? [name, name.slice(0, end)] : [name];
}

function chipShapes({ node, name, x, y, changes, heat }: Drawn): Shape[] {
  const left = x - CHIP.width / 2;
  const size = changes ? node.size : '';
  const width = size === '' ? 0 : textWidth(size, 'size') + 8;
  return [
    { kind: 'rect', x: left, y, ...CHIP, radius: 4, paint: painted('card', node.family, heat) },
    text(left + 10, y + 14, fitted(chipText(name, node), 'chip', CHIP.width - 20 - width), 'chip', 'plain'),
    ...(size === ''
      ? []
      : [text(x + CHIP.width / 2 - 8, y + 14, fitted(size, 'size', CHIP.width / 2), 'size', 'muted', 'end')]),
  ];
}

/** Channels say more than the window, which is drawn beside them: `ConvTranspose2d 4×4 /2, 512 → 256` without it. */
export function detailsOf({ detail, window }: DiagramNode): readonly [string, ...string[]] {
  const [, cls, channels] = /^(\S+) [^,]*, (.*)$/.exec(detail) ?? [];
  if (window === undefined || cls === undefined || channels === undefined) return [detail];
  return [detail, `${cls}, ${channels}`, `${cls} ${channels.replaceAll(' → ', '→')}`];
}

/** `bn1 · BatchNorm2d`: what a layer is called in the code does not say what it is. */
const chipText = (name: string, { detail, module }: DiagramNode): string =>
  module === undefined || detail.toLowerCase() === name.toLowerCase() ? name : `${name} · ${detail}`;

function joinShapes({ node, x, y, heat }: Drawn): Shape[] {
  const width = joinWidth(node.name);
  return [
    {
      kind: 'rect',
      x: x - width / 2,
      y,
      width,
      height: JOIN.height,
      radius: JOIN.height / 2,
      paint: painted('card', node.look === 'join' && node.family === 'elementwise' ? 'join' : node.family, heat),
    },
    text(x, y + 17.5, node.name, 'symbol', 'plain', 'middle'),
  ];
}

function pillShapes({ node, x, y }: Drawn): Shape[] {
  const width = pillWidth(node);
  const total = textWidth(node.name, 'name') + (node.size === '' ? 0 : textWidth(node.size, 'size') + 8);
  const start = x - total / 2;
  return [
    {
      kind: 'rect',
      x: x - width / 2,
      y,
      width,
      height: PILL.height,
      radius: PILL.height / 2,
      paint: { role: 'card', tone: 'plain' },
    },
    text(start, y + 16, node.name, 'name', 'plain'),
    ...(node.size === '' ? [] : [text(start + total, y + 16, node.size, 'size', 'muted', 'end')]),
  ];
}

function lostShapes({ node, name, x, y }: Drawn, tone: 'unknown' | 'error'): Shape[] {
  const left = x - CARD.width / 2 + 14,
    right = x + CARD.width / 2 - 10;
  const params = node.costs.params ? countText(node.costs.params) : '';
  const room = right - left - (params === '' ? 0 : textWidth(params, 'size') + 8);
  const [first, second] = tone === 'error' ? (['error', 'error'] as const) : (['plain', 'muted'] as const);
  return [
    { kind: 'rect', x: x - CARD.width / 2, y, ...CARD, radius: 5, paint: { role: 'dashed', tone } },
    text(left, y + 19, fitted(name, 'name', room), 'name', first),
    text(left, y + 35, fitted(node.detail, 'detail', right - left), 'detail', second),
    ...(params === '' ? [] : [text(right, y + 19, params, 'size', 'muted', 'end')]),
  ];
}

export function text(
  x: number,
  y: number,
  content: string,
  style: Extract<Shape, { kind: 'text' }>['style'],
  tone: Extract<Shape, { kind: 'text' }>['tone'],
  anchor: Extract<Shape, { kind: 'text' }>['anchor'] = 'start',
): Shape {
  return { kind: 'text', x, y, text: content, style, tone, anchor };
}

const GLYPH = 30;
const MOST_CELLS = 7;

/** A convolution's or pooling's window as cells, its centre filled; a linear layer as dots that all meet. */
function glyphShapes({ window, family }: DiagramNode, x: number, y: number, heat: Warmth): Shape[] {
  if (window) return windowShapes(window, x, y, painted('rim', family, heat), painted('solid', family, heat));
  if (family === 'linear') return linearShapes(x, y, painted('line', family, heat), painted('solid', family, heat));
  return [];
}

function windowShapes({ kernel, stride }: Window, x: number, y: number, rim: Paint, solid: Paint): Shape[] {
  const [rows, columns] = kernel.length >= 2 ? [kernel.at(-2) ?? 1, kernel.at(-1) ?? 1] : [1, kernel[0] ?? 1];
  const across = Math.min(Math.max(rows, columns), MOST_CELLS);
  const cell = Math.min(10, GLYPH / across);
  const shown = [Math.min(rows, MOST_CELLS), Math.min(columns, MOST_CELLS)] as const;
  const left = x + (GLYPH - cell * shown[1]) / 2,
    top = y + (GLYPH - cell * shown[0]) / 2;
  const lines: Shape[] = [];
  for (let i = 1; i < shown[0]; i++)
    lines.push(
      thin(
        [
          [left, top + i * cell],
          [left + shown[1] * cell, top + i * cell],
        ],
        rim,
      ),
    );
  for (let i = 1; i < shown[1]; i++)
    lines.push(
      thin(
        [
          [left + i * cell, top],
          [left + i * cell, top + shown[0] * cell],
        ],
        rim,
      ),
    );
  const step = stride.find((s) => s !== 1);
  return [
    {
      kind: 'rect',
      x: left + Math.floor((shown[1] - 1) / 2) * cell,
      y: top + Math.floor((shown[0] - 1) / 2) * cell,
      width: cell,
      height: cell,
      radius: 0,
      paint: solid,
    },
    ...lines,
    { kind: 'rect', x: left, y: top, width: shown[1] * cell, height: shown[0] * cell, radius: 0, paint: rim },
    ...(step === undefined ? [] : badge(x + GLYPH + 2, y + GLYPH + 3, `/${step}`)),
  ];
}

const thin = (points: Extract<Shape, { kind: 'line' }>['points'], paint: Paint): Shape => ({
  kind: 'line',
  points,
  radius: 0,
  width: 0.8,
  paint: { ...paint, role: 'line' },
});

/** A small plate with its lower right corner at x, y. */
export function badge(x: number, y: number, content: string): Shape[] {
  const width = textWidth(content, 'badge') + 6;
  return [
    { kind: 'rect', x: x - width, y: y - 13, width, height: 13, radius: 3, paint: { role: 'ground', tone: 'plain' } },
    text(x - width / 2, y - 3, content, 'badge', 'plain', 'middle'),
  ];
}

function linearShapes(x: number, y: number, line: Paint, solid: Paint): Shape[] {
  const inputs = [4, 11.5, 19, 26.5].map((at) => [x + 4, y + at] as const),
    outputs = [8, 15, 22].map((at) => [x + 26, y + at] as const);
  const dot = ([cx, cy]: readonly [number, number]): Shape => ({
    kind: 'rect',
    x: cx - 2.5,
    y: cy - 2.5,
    width: 5,
    height: 5,
    radius: 2.5,
    paint: solid,
  });
  return [
    ...inputs.flatMap((a) =>
      outputs.map((b): Shape => ({ kind: 'line', points: [a, b], radius: 0, width: 0.6, paint: line })),
    ),
    ...inputs.map(dot),
    ...outputs.map(dot),
  ];
}

export const nodeLabel = (node: DiagramNode, diagram: Diagram): string => {
  const home = diagram.groups[node.group];
  return [node.name, node.detail, node.size && `gives ${node.size}`, home?.module ? `in ${home.module}` : '']
    .filter((part) => part)
    .join(', ');
};
