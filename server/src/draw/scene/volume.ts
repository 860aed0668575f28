/**
 * The textbook picture: what each step gives as a block, as high and deep as its image and as thick as it has
 * channels, both logarithmic so that an input of 224 pixels and an output of 1000 numbers fit on one page.
 */
import type { Outline } from '../fold/outline';
import type { Point } from '../layout/types';
import { text } from './cards';
import { around } from './scene';
import type { Box, Scene, SceneElement, Shape } from './shapes';
import { type Step, type Steps, stepsOf } from './steps';
import { firstFitting, fitted, textWidth } from './text';

const GAP = 40;
/** How far a block of depth 1 goes to the right and up. */
const OBLIQUE = 0.32;
const LABEL = 128;

/** 12 + 24·log2(H + 1) */
const heightOf = (pixels: number): number => 12 + 24 * Math.log2(pixels + 1);
/** 3 + 5·log2(C) */
const thicknessOf = (channels: number): number => 3 + 5 * Math.log2(Math.max(1, channels));

interface Block {
  readonly step: Step;
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  x: number;
}

export function volumeScene(outline: Outline): Scene {
  const { steps, links } = stepsOf(outline);
  const blocks = placed(steps);
  const bottom = Math.max(0, ...blocks.map(({ height, depth }) => (height + depth * OBLIQUE) / 2)) + 14;
  const elements = [...linkElements(blocks, links), ...blocks.map((block) => blockElement(block, bottom))];
  return { title: outline.diagram.model, elements, ...around(elements.map(({ box }) => box)) };
}

function placed(steps: readonly Step[]): Block[] {
  let x = 0,
    reach = 0;
  return steps.map((step): Block => {
    const { width, height, depth } = extentOf(step.dims);
    const label = Math.min(
      LABEL,
      Math.max(textWidth(captionOf(step), 'name'), textWidth(step.size, 'size'), textWidth(detailOf(step), 'detail')),
    );
    // The label stands under the middle of the block; neither may touch what stands before.
    const start = Math.max(x, reach + label / 2 - width / 2 + 12);
    x = start + width + depth * OBLIQUE + GAP;
    reach = start + width / 2 + label / 2;
    return { step, width, height, depth, x: start };
  });
}

/** Channels × rows × columns, features alone, or places × features. */
function extentOf(dims: Step['dims']): { readonly width: number; readonly height: number; readonly depth: number } {
  const known = dims.map((dim) => dim ?? 64);
  const [a = 1, b = 1, c = 1] = known;
  switch (known.length) {
    case 0:
      return { width: 20, height: 60, depth: 20 };
    case 1:
      return { width: 9, height: 0.75 * heightOf(a), depth: 9 };
    case 2:
      return { width: thicknessOf(b), height: heightOf(a), depth: 9 };
    case 3:
      return { width: thicknessOf(a), height: heightOf(b), depth: heightOf(c) };
    default: {
      const [rows, columns] = known.slice(-2);
      return {
        width: thicknessOf(known.slice(0, -2).reduce((x, y) => x * y, 1)),
        height: heightOf(rows ?? 1),
        depth: heightOf(columns ?? 1),
      };
    }
  }
}

const detailOf = ({ details }: Step): string => firstFitting(details, 'detail', LABEL);
const captionOf = ({ name, times }: Step): string => (times > 1 ? `${name} ×${times}` : name);

function blockElement({ step, width, height, depth, x }: Block, bottom: number): SceneElement {
  const dx = depth * OBLIQUE,
    dy = -depth * OBLIQUE;
  const top = -height / 2 - dy / 2,
    low = top + height;
  const tone = step.isInput ? 'plain' : step.family;
  const face = (points: readonly Point[], role: 'card' | 'shade'): Shape => ({
    kind: 'polygon',
    points,
    paint: { role, tone },
  });
  const middle = x + width / 2;
  const line = (content: string, style: 'name' | 'detail' | 'size', row: number): Shape[] =>
    content === ''
      ? []
      : [
          text(
            middle,
            bottom + 14 + row * 14,
            fitted(content, style, LABEL),
            style,
            row === 0 ? 'plain' : 'muted',
            'middle',
          ),
        ];
  return {
    kind: step.group === undefined ? 'node' : 'group',
    key: step.key,
    label: [captionOf(step), step.details[0], step.size && `gives ${step.size}`]
      .filter((part) => part !== '')
      .join(', '),
    box: boxAround(x, width + dx, top + dy, bottom + 46, middle),
    shapes: [
      face(
        [
          [x, top],
          [x + width, top],
          [x + width, low],
          [x, low],
        ],
        'card',
      ),
      face(
        [
          [x, top],
          [x + dx, top + dy],
          [x + width + dx, top + dy],
          [x + width, top],
        ],
        'card',
      ),
      face(
        [
          [x + width, top],
          [x + width + dx, top + dy],
          [x + width + dx, low + dy],
          [x + width, low],
        ],
        'shade',
      ),
      ...line(captionOf(step), 'name', 0),
      ...line(step.size, 'size', 1),
      ...line(detailOf(step), 'detail', 2),
    ],
    ...(step.node !== undefined && { node: step.node }),
    ...(step.group !== undefined && { group: step.group }),
  };
}

function boxAround(x: number, width: number, top: number, bottom: number, middle: number): Box {
  const left = Math.min(x, middle - LABEL / 2),
    right = Math.max(x + width, middle + LABEL / 2);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** An arrow to the next block; what goes past others goes over them in a lane of its own. */
function linkElements(blocks: readonly Block[], links: Steps['links']): SceneElement[] {
  const lanes: { readonly from: number; readonly to: number }[][] = [];
  const roof = Math.min(0, ...blocks.map(({ height, depth }) => -height / 2 - (depth * OBLIQUE) / 2)) - 16;
  const sorted = [...links].sort((a, b) => a.to - a.from - (b.to - b.from));
  return sorted.flatMap(({ from, to, size }) => {
    const a = blocks[from],
      b = blocks[to];
    if (!a || !b) return [];
    if (to === from + 1) return [lineElement(`${from} ${to}`, arrowPoints(a, b), 'line', '')];
    let lane = lanes.findIndex((used) => used.every((u) => u.to <= from || u.from >= to));
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]?.push({ from, to });
    return [lineElement(`${from} ${to}`, overPoints(a, b, roof - lane * 18), 'skip', size)];
  });
}

function arrowPoints(a: Block, b: Block): Point[] {
  const start = a.x + a.width + (a.depth * OBLIQUE) / 2 + 6;
  return [
    [start, 0],
    [Math.max(start + 8, b.x - 4), 0],
  ];
}

function overPoints(a: Block, b: Block, y: number): Point[] {
  const top = ({ x, width, height, depth }: Block, shift: number): Point => [
    x + width / 2 + (depth * OBLIQUE) / 2 + shift,
    -height / 2 - (depth * OBLIQUE) / 2 - 3,
  ];
  const start = top(a, 3),
    end = top(b, -3);
  return [start, [start[0], y], [end[0], y], end];
}

function lineElement(key: string, points: readonly Point[], tone: 'line' | 'skip', size: string): SceneElement {
  const [x, y] = points.at(-1) ?? [0, 0];
  const isDown = points.length > 2;
  const head: readonly Point[] = isDown
    ? [
        [x, y],
        [x - 4, y - 8],
        [x + 4, y - 8],
      ]
    : [
        [x, y],
        [x - 8, y - 4],
        [x - 8, y + 4],
      ];
  const shortened: Point = isDown ? [x, y - 7] : [x - 7, y];
  const [, b, c] = points;
  const label =
    isDown && b && c && size !== '' ? [text((b[0] + c[0]) / 2, b[1] - 4, size, 'size', 'skip', 'middle')] : [];
  const xs = points.map(([px]) => px),
    ys = points.map(([, py]) => py);
  const box = {
    x: Math.min(...xs),
    y: Math.min(...ys) - 14,
    width: Math.max(...xs) - Math.min(...xs),
    height: Math.max(...ys) - Math.min(...ys) + 20,
  };
  return {
    kind: 'edge',
    key: `link ${key}`,
    label: size,
    box,
    shapes: [
      {
        kind: 'line',
        points: [...points.slice(0, -1), shortened],
        radius: 8,
        width: 1.6,
        paint: { role: 'line', tone },
      },
      { kind: 'polygon', points: head, paint: { role: 'solid', tone } },
      ...label,
    ],
  };
}
