/** A picture as plain data: rectangles, lines and texts with roles instead of colours, so that any theme fits. */
import type { Family } from '../diagram';
import type { Point } from '../layout/types';
import type { StyleName } from './text';

/** What a thing is coloured as. */
export type Tone = Family | 'plain' | 'muted' | 'line' | 'skip' | 'error' | 'unknown' | 'heat';

/**
 * How a colour is used: `card` a tint with a rim, `shade` the same in the shadow, `solid` all over, `frame` the ground of a group, `shadow` what looks
 * out behind a folded group, `rim` only an outline, `dashed` the same in dashes, `line` a stroke of its own width.
 */
export type Role = 'card' | 'shade' | 'solid' | 'frame' | 'header' | 'shadow' | 'rim' | 'dashed' | 'line' | 'ground';

export interface Paint {
  readonly role: Role;
  readonly tone: Tone;
  /** 0 … 1, for heat. */
  readonly heat?: number;
}

export type Shape =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly paint: Paint;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      /** Of its corners. */
      readonly radius: number;
      readonly width: number;
      readonly paint: Paint;
    }
  | { readonly kind: 'polygon'; readonly points: readonly Point[]; readonly paint: Paint }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly style: StyleName;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly tone: 'plain' | 'muted' | 'skip' | 'error';
      /** Reads upwards. */
      readonly isUpright?: boolean;
    };

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a person can point at. */
export interface SceneElement {
  readonly kind: 'node' | 'group' | 'frame' | 'edge' | 'caption';
  /** Stays the same when the picture is drawn again. */
  readonly key: string;
  /** Read out instead of being seen. */
  readonly label: string;
  readonly box: Box;
  readonly shapes: readonly Shape[];
  /** Indices into the diagram. */
  readonly node?: number;
  readonly group?: number;
  /** Of a group. */
  readonly isOpen?: boolean;
  readonly times?: number;
  readonly wires?: readonly number[];
}

export interface Scene extends Box {
  readonly title: string;
  /** In the order of drawing. */
  readonly elements: readonly SceneElement[];
}
