/** The layer under the cursor, as the arithmetic view shows it: types only. */
import type { ReadLayer } from '../draw/arithmetic';
import type { PlainLocation, PlainPosition } from './index';

/** Axis by axis: how many positions of the model's input one result sees, and how far apart neighbours look. */
export type FieldOfLayer = readonly {
  readonly size: number | 'all';
  readonly stride: number | 'all';
  /** Size of the model's input along this axis, where it is a number. */
  readonly input: number | undefined;
}[];

export interface ArithmeticAnswer extends ReadLayer {
  /** `layer1.0.conv1` */
  readonly name: string;
  readonly op: string;
  /** Constructor arguments of a layer: `in_channels` → 64. */
  readonly settings: readonly (readonly [string, string])[];
  readonly input: string;
  readonly output: string;
  readonly location: PlainLocation | undefined;
  /** Its arguments stand in the file itself. */
  readonly canApply: boolean;
  readonly field: FieldOfLayer | undefined;
}

export interface PlainEdit extends PlainLocation {
  readonly text: string;
}

export interface ArithmeticRequests {
  'convscope/arithmetic': {
    params: { readonly uri: string; readonly position: PlainPosition };
    result: ArithmeticAnswer | null;
  };
  /** The edits that give the layer at a place these arguments; empty where they cannot be written. */
  'convscope/setArguments': {
    params: {
      readonly uri: string;
      readonly position: PlainPosition;
      readonly values: readonly { readonly argument: string; readonly value: string }[];
    };
    result: readonly PlainEdit[];
  };
}
