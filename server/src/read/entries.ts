/** Which models a file can build when nobody says: bound instances, builders without arguments, classes. */
import {
  type ClassValue,
  type FunctionValue,
  int,
  MORE_ARGUMENTS,
  MORE_KEYWORDS,
  type ModuleValue,
  unknown,
  type Value,
  wrappedBy,
} from '../python';
import { variable } from '../symbolic';
import type { Expr, FunctionDef, Span } from '../syntax';
import { isModule } from '../torch';
import { leftOut } from './doubt';
import type { Session } from './session';

export interface Candidate {
  readonly kind: 'bound' | 'builder' | 'class';
  readonly text: string;
  /** The name by which the file knows it, if it has one. */
  readonly name: string | undefined;
  readonly cls: ClassValue | undefined;
  /** What builds it. */
  readonly span: Span | undefined;
  readonly main: ModuleValue;
  readonly build: () => Value;
}

/** `choose` says which of the builders are read. */
export function* candidatesOf(
  session: Session,
  main: ModuleValue,
  choose: (builders: () => Iterable<Candidate>) => Iterable<Candidate>,
): Generator<Candidate> {
  yield* boundModels(session, main);
  yield* choose(() => buildersOf(session, main));
  yield* classesAlone(session, main);
}

function* boundModels(session: Session, main: ModuleValue): Generator<Candidate> {
  for (const [text, value] of main.scope.vars) {
    if (isModule(value))
      yield { kind: 'bound', text, name: text, cls: value.cls, span: undefined, main, build: () => value };
  }
  for (const root of session.unsized) {
    if (![...main.scope.vars.values()].includes(root))
      yield {
        kind: 'bound',
        text: `${root.cls.name}(…)`,
        name: undefined,
        cls: root.cls,
        span: undefined,
        main,
        build: () => root,
      };
  }
}

function* buildersOf({ interpreter, request, recorder }: Session, main: ModuleValue): Generator<Candidate> {
  for (const [name, value] of [...main.scope.vars]) {
    const written = writtenAs(value);
    if (
      written === undefined ||
      written.file !== request.file ||
      recorder.entered.has(written.node) ||
      !takesNothing(written.node.kind === 'FunctionDef' ? written.node : undefined)
    )
      continue;
    yield {
      kind: 'builder',
      text: `${name}()`,
      name,
      cls: undefined,
      span: written.node.span,
      main,
      build: () => interpreter.call(value, [], leftOut(interpreter, written, 0)),
    };
  }
}

function* classesAlone(session: Session, main: ModuleValue): Generator<Candidate> {
  const { interpreter, request, recorder } = session;
  // The class that holds the others comes last in a file: outer classes first show inner ones at work.
  for (const { cls, file } of [...recorder.classes].reverse()) {
    if (
      file !== request.file ||
      !cls.mro.some((c) => c.native === 'torch.nn.Module') ||
      !interpreter.lookup(cls, 'forward')
    )
      continue;
    if (main.scope.vars.get(cls.name) !== cls) continue;
    yield {
      kind: 'class',
      text: `${cls.name}(${symbolText(session, cls)})`,
      name: cls.name,
      cls,
      span: cls.place?.span,
      main,
      build: () => interpreter.call(cls, [], constructorSymbols(session, cls)),
    };
  }
}

/** The function that the file writes, under the decorators that wrap it (`functools.wraps`, a cache). */
function writtenAs(value: Value): FunctionValue | undefined {
  let written = value;
  for (let depth = 0; depth < 8; depth++) {
    const inner = wrappedBy(written);
    if (inner === undefined) break;
    written = inner;
  }
  return written.kind === 'function' ? written : undefined;
}

function takesNothing(node: FunctionDef | undefined): boolean {
  if (!node || node.isAsync || node.isGenerator) return false;
  return node.parameters.every(
    (p) => p.default !== undefined || p.kind === 'var-positional' || p.kind === 'var-keyword',
  );
}

interface ConstructorParameter {
  readonly name: string;
  readonly kind: string;
  readonly default?: unknown;
  readonly annotation?: Expr | undefined;
}

/** Of a class that inherits a layer's constructor, the layer's. */
function parametersOf(session: Session, cls: ClassValue): readonly ConstructorParameter[] {
  const init = session.interpreter.lookup(cls, '__init__');
  if (init?.kind === 'function') return init.parameters.slice(1);
  return init?.kind === 'native' ? (init.signature?.parameters.slice(1) ?? []) : [];
}

const requiredParameters = (session: Session, cls: ClassValue): ConstructorParameter[] =>
  parametersOf(session, cls).filter((p) => p.default === undefined && !p.kind.startsWith('var'));

const symbolText = (session: Session, cls: ClassValue): string =>
  requiredParameters(session, cls)
    .map((p) => p.name)
    .join(', ');

/** A class that needs arguments and is never built: sizes are symbols, the rest the caller decides. */
function constructorSymbols(session: Session, cls: ClassValue): ReadonlyMap<string, Value> {
  const decided = (what: string) => unknown('argument', `the caller of ${cls.name} decides ${what}`, cls.place);
  const symbols = new Map<string, Value>(
    requiredParameters(session, cls).map(({ name, annotation }) => [
      name,
      isSize(session, name, annotation) ? int(variable(name)) : decided(name),
    ]),
  );
  const init = session.interpreter.lookup(cls, '__init__');
  if (init?.kind !== 'function') return symbols;
  for (const [name, value] of leftOut(session.interpreter, init, 1)) symbols.set(name, value);
  for (const { kind, name } of parametersOf(session, cls)) {
    if (kind === 'var-positional') symbols.set(MORE_ARGUMENTS, decided(`*${name}`));
    if (kind === 'var-keyword') symbols.set(MORE_KEYWORDS, decided(`**${name}`));
  }
  return symbols;
}

const SIZE_NAMES =
  /^(in|out|c|ch|n|d|k|h|w|dim|width|height|planes|inplanes|channels?|features?|hidden|size|filters?|classes|embed|heads?|groups?|stride|kernel|padding|dilation|reduction|ratio|expansion|growth)$|(channels?|chans?|features?|feats?|planes|dims?|size|width|filters?|classes|units|hidden|ch|heads|groups|stride|kernel|padding|dilation|_in|_out|_dim|inp|oup|cin|cout)\d?$|^(in|out|num|n|c)_?(ch|c|f|planes|feat|dim)|^[cn]\d$|^(inp|oup|cin|cout|nin|nout|nf|ngf|ndf|nc|nz)$/i;

/** Names that one number has: a kernel, a stride or a list of widths may be a tuple. */
const ONE_SIZE =
  /^((in|out|num|n|mid)_?(ch|c|channels?|planes|features?|feats?|classes|filters?|dim)|inplanes|planes|dim|hidden|inp|oup|cin|cout|nin|nout|nf|ngf|ndf|nc|nz)$/i;

function isSize(session: Session, name: string, annotation: Expr | undefined): boolean {
  if (annotation?.kind === 'Name') return annotation.id === 'int';
  if (annotation !== undefined || !SIZE_NAMES.test(name)) return false;
  return ONE_SIZE.test(name) || !session.interpreter.doubts();
}
