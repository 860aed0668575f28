/** Messages between the extension and the page of the diagram, and what the server says of a model: types only. */
import type { Diagram, Scene } from '../draw';
import type { PlainEdit, PlainLocation, RequestName } from './index';
import type { RunLearning } from './learning';

/** Where something of a diagram is in the code. */
export interface DiagramPlaces {
  /** The constructor call, of a layer. */
  readonly built: PlainLocation | undefined;
  /** The expression that runs it. */
  readonly called: PlainLocation | undefined;
}

export interface DiagramProblem {
  readonly message: string;
  readonly location: PlainLocation | undefined;
}

export interface DiagramModel {
  readonly model: string;
  readonly cls: string;
  readonly diagram: Diagram;
  /** Of each node and group of the diagram. */
  readonly nodes: readonly DiagramPlaces[];
  readonly groups: readonly DiagramPlaces[];
  /** Errors only. */
  readonly problems: readonly DiagramProblem[];
}

export interface DiagramAnswer {
  /** Every model of the file. */
  readonly models: readonly { readonly model: string; readonly cls: string }[];
  /** The one that was asked for, or the first. */
  readonly shown: DiagramModel | undefined;
}

export type DiagramState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly answer: DiagramAnswer }
  | { readonly kind: 'closed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed' };

export type ToDiagramPage =
  | {
      readonly kind: 'show';
      readonly uri: string;
      readonly fileName: string;
      /** About how many are to be seen at first. */
      readonly cards?: number;
      /** Absent: unchanged. */
      readonly state?: DiagramState;
      /** The class whose model comes to the front. */
      readonly cls?: string;
      readonly view?: string;
    }
  /** How its last training run goes, again with each new step; `run` undefined: there is none. */
  | { readonly kind: 'learning'; readonly run: RunLearning | undefined }
  /** Where the cursor is in the code. */
  | { readonly kind: 'cursor'; readonly location: PlainLocation }
  /** What the editor's hover says; empty: nothing. */
  | { readonly kind: 'hover'; readonly id: number; readonly markdown: string }
  /** Of the server; undefined: there is none. */
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown };

/** Filters first, as many as are good for a list. */
export type KernelsAnswer =
  | {
      readonly layer: string;
      /** Of the weights. */
      readonly title: string;
      readonly shape: readonly number[];
      readonly data: Float32Array<ArrayBuffer>;
    }
  | { readonly reason: string };

export type DiagramPageCommand =
  | 'setInputShape'
  | 'showFilters'
  | 'showActivations'
  | 'showUnknown'
  | 'openExample'
  | 'restartServer'
  | 'showOutput';

export type FromDiagramPage =
  | { readonly kind: 'ready' }
  /** Whether the page shows how a training run goes, and wants to be told. */
  | { readonly kind: 'learning'; readonly wanted: boolean }
  /** Shows another model of the file. */
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'reveal'; readonly location: PlainLocation; readonly keepFocus: boolean }
  | { readonly kind: 'hover'; readonly id: number; readonly location: PlainLocation }
  /** A question of a view to the server. */
  | { readonly kind: 'ask'; readonly id: number; readonly name: RequestName; readonly params: unknown }
  /** The text of the file at the last commit. */
  | { readonly kind: 'committed'; readonly id: number }
  /** Trained kernels of a layer; `chooses`: the person is asked for the weights first. */
  | {
      readonly kind: 'kernels';
      readonly id: number;
      readonly model: string;
      readonly layer: string;
      readonly chooses: boolean;
    }
  /** The fonts of pictures, as `SvgFonts`. */
  | { readonly kind: 'fonts'; readonly id: number }
  | { readonly kind: 'edit'; readonly edits: readonly PlainEdit[] }
  | { readonly kind: 'open' }
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | {
      readonly kind: 'save';
      readonly name: string;
      readonly content: string;
    }
  /** In the print palette. */
  | { readonly kind: 'print'; readonly as: 'pdf' | 'png'; readonly name: string; readonly scene: Scene }
  | { readonly kind: 'command'; readonly command: DiagramPageCommand; readonly cls?: string };
