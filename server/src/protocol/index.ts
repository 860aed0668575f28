/** Messages between the server and the client beyond the language-server protocol: types only. */

import type { Problem } from '../graph';
import type { Program } from '../program';
import type { ArithmeticRequests } from './arithmetic';
import type { CostRequests } from './costs';
import type { DiagramAnswer } from './diagramPage';
import type { ModelWeights } from './filters';
import type { LoweredModel, PredictionsEvent } from './training';

export interface PlainPosition {
  readonly line: number;
  readonly character: number;
}
export interface PlainLocation {
  readonly uri: string;
  readonly start: PlainPosition;
  readonly end: PlainPosition;
}

export interface RuleLevel {
  readonly level: Problem['severity'] | 'off';
  /** URI that shows the rule's page. */
  readonly page: string;
}

/** Server → client, after each reading. */
export interface StatusMessage {
  readonly uri: string;
  readonly shapes: number;
  readonly unknown: number;
  readonly models: number;
  readonly problems: number;
  readonly state: 'reading' | 'ready' | 'partial';
}

export interface InstanceChoice {
  readonly label: string;
  readonly graph: number;
  readonly name: string;
  readonly shown: boolean;
  readonly detail: string;
}
export interface InstancesAnswer {
  readonly cls: string;
  readonly instances: readonly InstanceChoice[];
}

export interface UnknownItem {
  readonly reason: string;
  readonly count: number;
  readonly location: PlainLocation | undefined;
}

export interface InputClass {
  readonly cls: string;
  /** `B×3×224×224` */
  readonly current: string;
  /** What may be written in a directive: `[B, 3, 224, 224]`. */
  readonly directive: string;
  readonly source: string;
  readonly line: number;
}

export interface SummaryRow {
  readonly depth: number;
  readonly name: string;
  readonly cls: string;
  readonly input: string;
  readonly output: string;
  readonly params: string;
  readonly macs: string;
  readonly location: PlainLocation | undefined;
}
export interface SummaryModel {
  readonly model: string;
  readonly cls: string;
  readonly mode: string;
  readonly input: string;
  readonly inputSource: string;
  readonly output: string;
  readonly params: string;
  readonly trainable: string;
  readonly macs: string;
  readonly memory: string;
  readonly receptiveField: string | undefined;
  readonly rows: readonly SummaryRow[];
  readonly assumptions: readonly string[];
  readonly unknown: readonly UnknownItem[];
}

export interface RefactoringAnswer {
  readonly title: string;
  /** What it costs: `+ 4,672 params · + 9.44 M MACs`. */
  readonly effect: string;
  readonly edits: readonly (PlainLocation & { readonly text: string })[];
}

/** What is known at a line of a traceback. `line` counts from 0. */
export interface TracebackAnswer {
  readonly shapes: readonly { readonly name: string; readonly shape: string; readonly location: PlainLocation }[];
  readonly fixes: readonly RefactoringAnswer[];
}

/** Name → parameters and result. Positions are those of the document that `uri` names. */
export interface Requests extends ArithmeticRequests, CostRequests {
  'convscope/summary': { params: { readonly uri: string }; result: readonly SummaryModel[] };
  'convscope/instances': {
    params: { readonly uri: string; readonly position: PlainPosition };
    result: InstancesAnswer | null;
  };
  'convscope/chooseInstance': {
    params: { readonly uri: string; readonly cls: string; readonly graph: number; readonly name: string };
    result: null;
  };
  'convscope/inputs': { params: { readonly uri: string }; result: readonly InputClass[] };
  /** `shape` null: forget the choice. */
  'convscope/setInput': {
    params: { readonly uri: string; readonly cls: string; readonly shape: string | null };
    result: { readonly error: string | null };
  };
  'convscope/directive': {
    params: { readonly uri: string; readonly cls: string; readonly shape: string };
    result: {
      readonly uri: string;
      readonly start: PlainPosition;
      readonly end: PlainPosition;
      readonly text: string;
    } | null;
  };
  /** `wanted`: a model, or its class; without it the first. */
  'convscope/diagram': { params: { readonly uri: string; readonly wanted: string | undefined }; result: DiagramAnswer };
  'convscope/unknowns': { params: { readonly uri: string }; result: readonly UnknownItem[] };
  /** `id`: of one refactoring; null: all that can be done there. */
  'convscope/refactorings': {
    params: {
      readonly uri: string;
      readonly range: { readonly start: PlainPosition; readonly end: PlainPosition };
      readonly id: string | null;
    };
    result: readonly RefactoringAnswer[];
  };
  /** What may be trained, and what the script says about its recipe (fields by their path). */
  'convscope/trainingOffers': {
    params: { readonly uri: string };
    result: {
      readonly models: readonly { readonly model: string; readonly cls: string }[];
      readonly fields: readonly (readonly [string, number | string | boolean | readonly number[]])[];
    };
  };
  /** How rules are shown for a file that the reader does not read (a recipe), by code: as settings and pyproject.toml say. */
  'convscope/ruleLevels': {
    params: { readonly uri: string; readonly codes: readonly string[] };
    result: Readonly<Record<string, RuleLevel>>;
  };
  /** A model for images of one size, as programs; or what keeps it from being trained. */
  'convscope/trainingModel': {
    params: { readonly uri: string; readonly model: string; readonly size: PredictionsEvent['size'] };
    result: {
      readonly model: LoweredModel | undefined;
      readonly hindrances: readonly { readonly message: string; readonly location: PlainLocation | undefined }[];
    };
  };
  /**
   * A model in evaluation mode, to be looked into: the one of this expression, else the first of the class, else the
   * first. `size`: of the images; undefined: as its input is read.
   */
  'convscope/lookModel': {
    params: {
      readonly uri: string;
      readonly model: string | undefined;
      readonly cls: string | undefined;
      readonly size: PredictionsEvent['size'] | undefined;
    };
    result: {
      readonly model: string | undefined;
      readonly program: Program | undefined;
      readonly hindrances: readonly { readonly message: string; readonly location: PlainLocation | undefined }[];
    };
  };
  /** Names, sizes and filters of a model, or of its class; without one of the first. Null: it is not there. */
  'convscope/weights': {
    params: { readonly uri: string; readonly wanted: string | undefined };
    result: ModelWeights | null;
  };
  'convscope/traceback': {
    params: { readonly uri: string; readonly line: number; readonly message: string };
    result: TracebackAnswer;
  };
  'convscope/whyNoHint': {
    params: { readonly uri: string; readonly position: PlainPosition };
    result: { readonly reason: string; readonly location: PlainLocation | undefined };
  };
}
export type RequestName = keyof Requests;
export const STATUS = 'convscope/status';
export type * from './activationsPage';
export type { ArithmeticAnswer, FieldOfLayer, PlainEdit } from './arithmetic';
export type * from './comparePage';
export type { Comparison, TrainingMemory } from './costs';
export type {
  DiagramAnswer,
  DiagramModel,
  DiagramPageCommand,
  DiagramPlaces,
  DiagramProblem,
  DiagramState,
  FromDiagramPage,
  KernelsAnswer,
  ToDiagramPage,
} from './diagramPage';
export type * from './explain';
export type * from './filters';
export type * from './imagesPage';
export type * from './inspection';
export type * from './learning';
export type * from './pageEngine';
export { isEngineReply, isEngineRequest } from './pageEngineChecks';
export type { FromSummaryPage, SummaryPageCommand, SummaryState, ToSummaryPage } from './summaryPage';
export * from './training';
export type * from './trainingPage';
