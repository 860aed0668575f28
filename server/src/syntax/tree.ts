/**
 * The typed tree of one Python module. Node names follow CPython's `ast` module, so that anyone who
 * knows that page knows this one: https://docs.python.org/3/library/ast.html
 *
 * Every node carries its span in UTF-16 offsets of the text *as the person wrote it*: healing and
 * notebook cells are already mapped back.
 */

/** Half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly span: Span;
}

/** `value` is undefined for an integer too large to be exact. */
export interface IntConstant extends Node {
  readonly kind: 'Int';
  readonly value: number | undefined;
}
export interface FloatConstant extends Node {
  readonly kind: 'Float';
  readonly value: number;
}
export interface StrConstant extends Node {
  readonly kind: 'Str';
  readonly value: string;
}
export interface BytesConstant extends Node {
  readonly kind: 'Bytes';
  readonly value: string;
}
/** `True`, `False`, `None` and `...`. */
export interface SingletonConstant extends Node {
  readonly kind: 'True' | 'False' | 'None' | 'Ellipsis';
}
/** An f-string: literal text and formatted values in order. */
export interface JoinedStr extends Node {
  readonly kind: 'JoinedStr';
  readonly values: readonly (string | FormattedValue)[];
}
/** `{value!conversion:format}`; `format` may itself hold formatted values. */
export interface FormattedValue extends Node {
  readonly kind: 'FormattedValue';
  readonly value: Expr;
  readonly conversion: 's' | 'r' | 'a' | undefined;
  readonly format: readonly (string | FormattedValue)[];
}
export interface Name extends Node {
  readonly kind: 'Name';
  readonly id: string;
}
/** `value.attr`; `attrSpan` covers the name after the dot (empty while it is being typed). */
export interface Attribute extends Node {
  readonly kind: 'Attribute';
  readonly value: Expr;
  readonly attr: string;
  readonly attrSpan: Span;
}
export interface Subscript extends Node {
  readonly kind: 'Subscript';
  readonly value: Expr;
  readonly index: Expr;
}
export interface Slice extends Node {
  readonly kind: 'Slice';
  readonly lower: Expr | undefined;
  readonly upper: Expr | undefined;
  readonly step: Expr | undefined;
}
export interface Keyword {
  /** undefined: `**value`. */
  readonly name: string | undefined;
  readonly value: Expr;
  readonly span: Span;
}
export interface Call extends Node {
  readonly kind: 'Call';
  readonly func: Expr;
  /** Positional arguments; `*x` is a Starred. */
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '<<' | '>>' | '&' | '|' | '^';
export interface BinOp extends Node {
  readonly kind: 'BinOp';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}
export interface UnaryOp extends Node {
  readonly kind: 'UnaryOp';
  readonly op: '+' | '-' | '~' | 'not';
  readonly operand: Expr;
}
export interface BoolOp extends Node {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly left: Expr;
  readonly right: Expr;
}
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';
/** `left ops[0] comparators[0] ops[1] comparators[1] …`. */
export interface Compare extends Node {
  readonly kind: 'Compare';
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
}
export interface IfExp extends Node {
  readonly kind: 'IfExp';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
export interface Lambda extends Node {
  readonly kind: 'Lambda';
  readonly parameters: Parameters;
  readonly body: Expr;
}
export interface TupleExpr extends Node {
  readonly kind: 'Tuple';
  readonly elements: readonly Expr[];
}
export interface ListExpr extends Node {
  readonly kind: 'List';
  readonly elements: readonly Expr[];
}
export interface SetExpr extends Node {
  readonly kind: 'Set';
  readonly elements: readonly Expr[];
}
/** An entry whose `key` is undefined is `**value`. */
export interface DictExpr extends Node {
  readonly kind: 'Dict';
  readonly entries: readonly { readonly key: Expr | undefined; readonly value: Expr }[];
}
export interface Comprehension {
  readonly target: Expr;
  readonly iter: Expr;
  readonly conditions: readonly Expr[];
}
/** `element` (and `value` for a DictComp) for each turn of the generators. */
export interface ComprehensionExpr extends Node {
  readonly kind: 'ListComp' | 'SetComp' | 'DictComp' | 'GeneratorExp';
  readonly element: Expr;
  readonly value: Expr | undefined;
  readonly generators: readonly Comprehension[];
}
export interface NamedExpr extends Node {
  readonly kind: 'NamedExpr';
  readonly target: Name;
  readonly value: Expr;
}
export interface Starred extends Node {
  readonly kind: 'Starred';
  readonly value: Expr;
}
export interface Await extends Node {
  readonly kind: 'Await';
  readonly value: Expr;
}
export interface Yield extends Node {
  readonly kind: 'Yield' | 'YieldFrom';
  readonly value: Expr | undefined;
}
/** A place where an expression must stand and nothing readable does. */
export interface MissingExpr extends Node {
  readonly kind: 'Missing';
}

export type Expr =
  | IntConstant
  | FloatConstant
  | StrConstant
  | BytesConstant
  | SingletonConstant
  | JoinedStr
  | Name
  | Attribute
  | Subscript
  | Slice
  | Call
  | BinOp
  | UnaryOp
  | BoolOp
  | Compare
  | IfExp
  | Lambda
  | TupleExpr
  | ListExpr
  | SetExpr
  | DictExpr
  | ComprehensionExpr
  | NamedExpr
  | Starred
  | Await
  | Yield
  | MissingExpr;

export type ParameterKind = 'positional-only' | 'positional' | 'var-positional' | 'keyword-only' | 'var-keyword';
export interface Parameter extends Node {
  readonly name: string;
  readonly nameSpan: Span;
  readonly kind: ParameterKind;
  readonly annotation: Expr | undefined;
  readonly default: Expr | undefined;
}
export type Parameters = readonly Parameter[];

export interface FunctionDef extends Node {
  readonly kind: 'FunctionDef';
  readonly name: string;
  readonly nameSpan: Span;
  /** From `def` (or `async`) up to the colon. */
  readonly headerSpan: Span;
  readonly parameters: Parameters;
  readonly returns: Expr | undefined;
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
  readonly isAsync: boolean;
  /** True when the body holds a `yield` of its own. */
  readonly isGenerator: boolean;
}
/** `span` starts at the first decorator, as a binding's line does; `headerSpan` at `class`, up to the colon. */
export interface ClassDef extends Node {
  readonly kind: 'ClassDef';
  readonly name: string;
  readonly nameSpan: Span;
  readonly headerSpan: Span;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorators: readonly Expr[];
}
export interface Return extends Node {
  readonly kind: 'Return';
  /** The word itself. */
  readonly nameSpan: Span;
  readonly value: Expr | undefined;
}
export interface Delete extends Node {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
/** `targets[0] = targets[1] = … = value`. */
export interface Assign extends Node {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssign extends Node {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
export interface AnnAssign extends Node {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | undefined;
}
export interface For extends Node {
  readonly kind: 'For';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface While extends Node {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
/** `elif` is an If alone in `orelse`. */
export interface If extends Node {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface With extends Node {
  readonly kind: 'With';
  readonly items: readonly { readonly context: Expr; readonly target: Expr | undefined }[];
  readonly body: readonly Stmt[];
}
export interface Raise extends Node {
  readonly kind: 'Raise';
  readonly exception: Expr | undefined;
  readonly cause: Expr | undefined;
}
export interface ExceptHandler extends Node {
  readonly type: Expr | undefined;
  readonly name: string | undefined;
  readonly body: readonly Stmt[];
}
export interface Try extends Node {
  readonly kind: 'Try';
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Assert extends Node {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly message: Expr | undefined;
}
export interface Alias extends Node {
  readonly name: string;
  readonly asName: string | undefined;
}
export interface Import extends Node {
  readonly kind: 'Import';
  readonly names: readonly Alias[];
}
/** `from <level dots><module> import names`; a single alias `*` imports all. */
export interface ImportFrom extends Node {
  readonly kind: 'ImportFrom';
  readonly module: string;
  readonly level: number;
  readonly names: readonly Alias[];
}
export interface GlobalStatement extends Node {
  readonly kind: 'Global' | 'Nonlocal';
  readonly names: readonly string[];
}
export interface ExprStatement extends Node {
  readonly kind: 'Expr';
  readonly value: Expr;
}
export interface SimpleStatement extends Node {
  readonly kind: 'Pass' | 'Break' | 'Continue';
}
export interface MatchCase {
  readonly pattern: Pattern;
  readonly guard: Expr | undefined;
  readonly body: readonly Stmt[];
}
export interface Match extends Node {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export type Pattern =
  | { readonly kind: 'MatchValue'; readonly value: Expr }
  | { readonly kind: 'MatchSequence'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'MatchStar'; readonly name: string | undefined }
  | {
      readonly kind: 'MatchMapping';
      readonly keys: readonly Expr[];
      readonly patterns: readonly Pattern[];
      readonly rest: string | undefined;
    }
  | {
      readonly kind: 'MatchClass';
      readonly cls: Expr;
      readonly patterns: readonly Pattern[];
      readonly keywords: readonly { readonly name: string; readonly pattern: Pattern }[];
    }
  | { readonly kind: 'MatchAs'; readonly pattern: Pattern | undefined; readonly name: string | undefined }
  | { readonly kind: 'MatchOr'; readonly patterns: readonly Pattern[] }
  | { readonly kind: 'MatchUnknown' };
/** A statement that could not be read at all; analysis steps over it and what it may have bound is unknown. */
export interface BadStatement extends Node {
  readonly kind: 'Bad';
}

export type Stmt =
  | FunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | While
  | If
  | With
  | Raise
  | Try
  | Assert
  | Import
  | ImportFrom
  | GlobalStatement
  | ExprStatement
  | SimpleStatement
  | Match
  | BadStatement;

/** A `#` comment, for directives, suppressions and shape comments; `text` starts with `#`. */
export interface Comment extends Node {
  readonly text: string;
}

export interface SyntaxProblem extends Node {
  readonly message: string;
}

/** One parsed file or notebook. */
export interface ModuleTree {
  readonly body: readonly Stmt[];
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
  /** Whether text had to be healed before it could be read. */
  readonly healed: boolean;
  /** The same as `body`, of a module that is read lazily. */
  readonly parts?: readonly Part[];
}

/** One or more top-level statements of a module that is read lazily. */
export interface Part {
  /** Set where the text alone shows that it is one definition: its name, and the roots of `@root.decorator`. */
  readonly definition: { readonly name: string; readonly changes: readonly string[] } | undefined;
  /** Read at the first call. */
  readonly statements: () => readonly Stmt[];
}
