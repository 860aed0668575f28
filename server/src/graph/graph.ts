/**
 * The traced network as plain data: the one value between reading and showing. Nothing here knows
 * Python or an editor. Sizes are `Dim`s; whatever is not certain says so and why.
 */
import type { Initial } from '../program';
import type { Dim } from '../symbolic';
import type { Span } from '../syntax';

export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** Why something is not known; see the python room's `Cause`. */
export interface Cause {
  readonly kind: 'loading' | 'import' | 'missing' | 'syntax' | 'error' | 'data' | 'undecided' | 'argument' | 'limit';
  readonly reason: string;
  readonly place: Place | undefined;
}

/** Which output of which node; undefined for inputs, parameters and constants. */
export interface Producer {
  readonly node: number;
  readonly output: number;
}

/** A value as it is shown: tensors by their sizes. */
export type GraphValue =
  | {
      readonly kind: 'tensor';
      readonly shape: readonly Dim[];
      /** Tensors that share memory have one. */
      readonly storage: number;
      readonly dtype: string | undefined;
      readonly producer: Producer | undefined;
      /** Why it is not known which tensor it is: undecided code chose one of several. */
      readonly oneOf?: Cause;
    }
  | { readonly kind: 'seq'; readonly items: readonly GraphValue[]; readonly open: boolean }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, GraphValue])[]; readonly open: boolean }
  | { readonly kind: 'int'; readonly value: Dim }
  /** torch.Size */
  | { readonly kind: 'size'; readonly dims: readonly Dim[] }
  | { readonly kind: 'py'; readonly value: string | number | boolean | null }
  /** A module, function or other object, by its class. */
  | { readonly kind: 'object'; readonly cls: string }
  | { readonly kind: 'unknown'; readonly cause: Cause };

/** PyTorch's name of an element type, without `torch.`. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'
  | 'complex64'
  | 'complex128';

export interface TensorType {
  /** undefined: rank not known. */
  readonly shape: readonly Dim[] | undefined;
  readonly dtype: DType | undefined;
  readonly strides: readonly Dim[] | undefined;
  readonly storage: number;
  readonly requiresGrad: boolean;
  readonly producer: Producer | undefined;
  /** Its numbers, where they are known and few. */
  readonly values?: readonly number[];
  /** Why it is not known which tensor it is: undecided code chose one of several. */
  readonly oneOf?: Cause;
}

export type Argument =
  | { readonly kind: 'int'; readonly value: Dim }
  | { readonly kind: 'float'; readonly value: number | undefined }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'str'; readonly value: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'tensor'; readonly input: number }
  | { readonly kind: 'list'; readonly items: readonly Argument[] }
  /** `bounds`: start, stop and step of a slice. */
  | { readonly kind: 'other'; readonly text: string; readonly bounds?: readonly Argument[] };

/** One op. */
export interface OpNode {
  readonly kind: 'op';
  readonly id: number;
  /** Key of its declaration. */
  readonly op: string;
  readonly args: ReadonlyMap<string, Argument>;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly inplace: boolean;
  readonly macs: Dim;
  /** The expression that calls it. */
  readonly place: Place;
  /** Index into `calls` of the innermost module call around it; undefined outside. */
  readonly call: number | undefined;
  /** How often it runs: 1, or undefined inside a loop with an unknown number of turns. */
  readonly times: 1 | undefined;
  /** Innermost first: the statements of user code that led here. */
  readonly path: readonly Place[];
}

/** An undecided condition: both alternatives were read. */
export interface ChoiceNode {
  readonly kind: 'choice';
  readonly id: number;
  readonly condition: Place;
  /** Node ids of each alternative, `alive` false where it raises. */
  readonly alternatives: readonly { readonly from: number; readonly to: number; readonly alive: boolean }[];
  readonly call: number | undefined;
}

/** A loop whose number of turns is not known; its body was read once. */
export interface RepeatNode {
  readonly kind: 'repeat';
  readonly id: number;
  readonly place: Place;
  readonly from: number;
  readonly to: number;
  readonly call: number | undefined;
}

export type GraphNode = OpNode | ChoiceNode | RepeatNode;

/** One call of a module, containers included. */
export interface ModuleCall {
  readonly index: number;
  /** Dotted name in the root, `''` for the root itself. */
  readonly name: string;
  readonly cls: string;
  readonly depth: number;
  readonly parent: number | undefined;
  readonly inputs: readonly GraphValue[];
  readonly output: GraphValue;
  /** Elements of all its parameters, children included. */
  readonly params: Dim;
  /** Its own ops and its children's. */
  readonly macs: Dim;
  /** Its own ops only. */
  readonly ownMacs: Dim;
  /** Where it is called in user code (the expression). */
  readonly place: Place;
  /** Range of node ids traced inside. */
  readonly from: number;
  readonly to: number;
  /** Not proved to happen (undecided branch), or in a loop with an unknown number of turns. */
  readonly certain: boolean;
  /** Set where the root does not hold this module: where it was built, and whether while the model was called. */
  readonly loose?: { readonly builtAt: Place; readonly whileCalled: boolean } | undefined;
}

export interface ParameterInfo {
  /** Name in its own module: `weight`. */
  readonly name: string;
  readonly shape: readonly Dim[] | undefined;
  readonly trainable: boolean;
  /** Parameters with one id are one parameter. */
  readonly storage: number;
  readonly dtype: string | undefined;
}

/** One module of the tree, in `named_modules` order; shared modules once, under their first name. */
export interface ModuleInfo {
  readonly name: string;
  readonly cls: string;
  /** Declared layer (`Conv2d`) that it is or derives from. */
  readonly layer: string | undefined;
  readonly parameters: readonly ParameterInfo[];
  readonly buffers: readonly ParameterInfo[];
  /** The constructor call. */
  readonly builtAt: Place | undefined;
  /** The class statement, for classes of user code. */
  readonly definedAt: Place | undefined;
  /** Constructor settings, for hovers: `in_channels` → 64. */
  readonly settings: readonly (readonly [string, string])[];
}

/** What one variable is after one statement, in one instance. */
export interface Binding {
  readonly kind: 'argument' | 'set' | 'return';
  readonly name: string;
  /** The name itself; for a return the keyword's statement. */
  readonly nameSpan: Span;
  /** The whole statement (an argument: the `def`, decorators included). */
  readonly statement: Span;
  readonly file: string;
  readonly function: string;
  /** Name of the module that `self` is; null outside a module. */
  readonly module: string | null;
  /** Index into `calls`. */
  readonly call: number | undefined;
  readonly value: GraphValue;
}

/** What would mend a problem, as data; the `edit` room makes text edits of it. */
export type Repair = CallRepair | TextRepair;

/** A change of one call or statement, by what it means. */
export interface CallRepair {
  readonly title: string;
  readonly kind: 'set-argument' | 'rename-method' | 'insert-super-init' | 'floor-division';
  /** The call (constructor or function), or the statement, to be changed. */
  readonly target: Place;
  readonly argument: string;
  /** Its place among the positional parameters, `self` not counted; -1: keyword only. */
  readonly position: number;
  /** Python text. */
  readonly value: string;
}

/** A change as text, for what is too much its own to have a kind. */
export interface TextRepair {
  readonly title: string;
  readonly kind: 'replace';
  readonly target: Place;
  readonly changes: readonly { readonly file: string; readonly span: Span; readonly text: string }[];
}

export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** PyTorch's wording first. */
  readonly message: string;
  readonly why: string | undefined;
  /** The expression at fault, or the user's own call that led into library code. */
  readonly place: Place;
  readonly related: readonly { readonly message: string; readonly place: Place }[];
  /** Instances of which it is true, when it is not true of all. */
  readonly instances: readonly string[];
  readonly repairs: readonly Repair[];
  /** `unnecessary`: what is underlined has no effect and is shown faded. */
  readonly tag?: 'unnecessary' | undefined;
}

/** Something the code needs and the sizes do not decide. */
export interface Assumption {
  /** "H is divisible by 16". */
  readonly text: string;
  readonly reason: string;
  readonly place: Place;
}

export interface UnknownReport {
  readonly cause: Cause;
  readonly count: number;
}

/** A total and whether it is the exact number or a lower bound. */
export interface Total {
  readonly total: Dim;
  readonly exact: boolean;
  /** Why it is only a bound. */
  readonly reason: Cause | undefined;
}

export interface ReceptiveField {
  readonly size: readonly (Dim | 'all')[];
  readonly stride: readonly (Dim | 'all')[];
  /** Names of gates (fed by global pooling) that were left out. */
  readonly excluded: readonly string[];
}

/** Where the input's sizes come from. */
export interface InputSource {
  readonly kind: 'given' | 'directive' | 'call' | 'annotation' | 'comment' | 'layer' | 'dial';
  /** "from `net(torch.randn(16, 3, 32, 32))` in line 40". */
  readonly text: string;
  readonly place: Place | undefined;
}

/** One model, read once with one input. */
export interface Graph {
  /** Python that builds it: `resnet18()`; the variable or class where the file builds it itself. */
  readonly model: string;
  readonly cls: string;
  readonly file: string;
  readonly mode: 'train' | 'eval';
  readonly inputs: readonly GraphValue[];
  readonly inputSource: InputSource;
  readonly output: GraphValue;
  readonly nodes: readonly GraphNode[];
  readonly calls: readonly ModuleCall[];
  readonly modules: readonly ModuleInfo[];
  readonly stateDict: readonly (readonly [string, readonly Dim[]])[];
  readonly bindings: readonly Binding[];
  readonly params: Total & { readonly trainable: Dim };
  readonly buffers: Total;
  readonly macs: Total;
  readonly memory: { readonly params: Dim; readonly activations: Dim; readonly training: Dim; readonly exact: boolean };
  readonly receptiveField: ReceptiveField | undefined;
  readonly problems: readonly Problem[];
  readonly unknowns: readonly UnknownReport[];
  readonly assumptions: readonly Assumption[];
}

/** A layer where it is built: all instances that this expression made. */
export interface BuiltLayer {
  readonly place: Place;
  readonly cls: string;
  readonly layer: string | undefined;
}

/** A class that is a module, wherever it stands in the file. */
export interface ModelClass {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  /** Models in which instances of it were traced: index into `graphs` and the module names. */
  readonly instances: readonly { readonly graph: number; readonly name: string }[];
  /** It is the root of this graph. */
  readonly roots: readonly number[];
  /** Why nothing is known of it, when no instance could be read. */
  readonly cause: Cause | undefined;
}

/** Everything read from one file. */
/** What `torch.nn.init` wrote, in order with the nodes: before the node of this number. */
export interface FillingInfo {
  readonly before: number;
  readonly storage: number;
  readonly shape: readonly Dim[];
  readonly law: Initial;
}

export interface Reading {
  readonly file: string;
  readonly graphs: readonly Graph[];
  /** Module-level code and functions outside any model. */
  readonly outside: {
    readonly nodes: readonly GraphNode[];
    readonly bindings: readonly Binding[];
    readonly fillings: readonly FillingInfo[];
  };
  readonly classes: readonly ModelClass[];
  readonly problems: readonly Problem[];
  readonly unknowns: readonly UnknownReport[];
  /** Files that were wanted and not yet held by the host. */
  readonly wanted: readonly string[];
  /** Files that were read for this (imports), so that their edits re-read it. */
  readonly depends: readonly string[];
  /** Files that were looked for and are not there, so that their making re-reads it. */
  readonly missed: readonly string[];
  /** False when fuel, time or a cancel ended the reading early. */
  readonly complete: boolean;
  /** While a statement is typed, models may be left for later: the classes and functions for which they are shown. Absent: none was. */
  readonly putOff?: readonly Span[];
}
