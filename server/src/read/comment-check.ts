/**
 * Shape comments, held against the code: the layer or the statement beside a comment is tried on its left side, with
 * the comment's own symbols, and what comes out is held to its right side; so a comment that was written for another
 * input size is as true as ever.
 */
import type { Problem, Repair } from '../graph';
import type { InstanceValue, ModuleValue, Value } from '../python';
import { type Dim, display, equal } from '../symbolic';
import { type Expr, type Span, statementsAt, visit } from '../syntax';
import { makeTensor, tensorsIn } from '../torch';
import { type Aside, aside, underAssumptions } from './aside';
import type { Session } from './session';
import {
  builtOn,
  MOST_INSTANCES,
  ownersOf,
  type PlacedComment,
  type Section,
  shapeCommentsOf,
  sizesOf,
  stepOn,
} from './shape-comments';
import type { ShapeComment, WrittenShape } from './shape-notation';

/** What one comment is worth in one model. */
export interface CommentFinding {
  readonly comment: Span;
  /** undefined: it is true there, or nobody can tell. */
  readonly mistake: Mistake | undefined;
}

interface Mistake extends Verdict {
  /** What gives something else. */
  readonly what: string;
  readonly transposed: Repair | undefined;
}

/** What is wrong wherever it was tried. */
export function commentProblems(session: Session, findings: readonly CommentFinding[]): Problem[] {
  return shapeCommentsOf(session).all.flatMap((placed) => {
    const mistakes = findings.filter(({ comment }) => comment === placed.span).map(({ mistake }) => mistake);
    const [first] = mistakes;
    return first && !mistakes.includes(undefined) ? [problemOf(session, placed, first)] : [];
  });
}

/** Tries every comment on what one model has built. */
export function tryComments(session: Session, section: Section, main: ModuleValue): CommentFinding[] {
  return shapeCommentsOf(session).all.flatMap((comment) => {
    const trials = trialsOf(session, comment, section, main);
    const verdicts = trials.map((trial) => verdictOf(comment, trial.run()));
    const [first] = verdicts;
    const [trial] = trials;
    if (!trial) return [];
    const isWrong = first !== undefined && !verdicts.includes(undefined);
    return [{ comment: comment.span, mistake: isWrong ? mistakeOf(session, comment, first, trial.module) : undefined }];
  });
}

function mistakeOf(
  session: Session,
  comment: PlacedComment,
  verdict: Verdict,
  module: InstanceValue | undefined,
): Mistake {
  const transposed = verdict.output && module ? transposedFix(session, comment, module) : undefined;
  return { ...verdict, what: module ? module.cls.name : 'This line', transposed };
}

interface Trial {
  /** The layer, where it is one that the line builds. */
  readonly module: InstanceValue | undefined;
  readonly run: () => Aside;
}

function trialsOf(session: Session, comment: PlacedComment, section: Section, main: ModuleValue): Trial[] {
  const input = (): Value => makeTensor(sizesOf(comment.left));
  const built = builtOn(session, comment.line, section).slice(0, MOST_INSTANCES);
  if (built.length > 0) {
    return built.map((module) => ({ module, run: () => tryModule(session, module, input()) }));
  }
  const step = stepOn(session, comment.line);
  if (!step) return [];
  const { text } = shapeCommentsOf(session);
  const code = `lambda self, ${step.variable}: (${text.slice(step.value.span.start, step.value.span.end)}\n)`;
  return ownersOf(session, step.method, section.graphs).map((self) => ({
    module: undefined,
    run: () => {
      const x = input();
      return aside(session, self, [x], () =>
        session.interpreter.call(session.interpreter.evaluate(code, main), [self, x]),
      );
    },
  }));
}

const tryModule = (session: Session, module: InstanceValue, input: Value): Aside =>
  aside(session, module, [input], () => session.interpreter.call(module, [input]));

/** What is wrong: the input is refused, or something else comes out. */
interface Verdict {
  readonly refused: string | undefined;
  readonly output: readonly Dim[] | undefined;
}

/** Refusals that speak of sizes; others may come from how it was tried. */
const OF_SIZES = new Set(['CS101', 'CS103', 'CS104', 'CS105', 'CS106', 'CS107', 'CS108', 'CS117', 'CS118', 'CS120']);

function verdictOf({ left, right }: ShapeComment, { value, log }: Aside): Verdict | undefined {
  const [problem] = log.problems;
  if (problem) {
    const { code, message } = problem.problem;
    if (code === 'CS117' && mayBeKernels(left)) return undefined;
    return OF_SIZES.has(code) ? { refused: message, output: undefined } : undefined;
  }
  if (value?.kind !== 'tensor') return undefined;
  const shape = tensorsIn(value)[0]?.shape;
  if (!shape) return undefined;
  const output = shape.map((size) => underAssumptions(size, log));
  return fits(output, right) ? undefined : { refused: undefined, output };
}

/** `# 1x1 -> 3x3` without brackets names kernels, or the sizes of a map without its batch and channels. */
const mayBeKernels = ({ text, sizes }: WrittenShape): boolean => sizes.length <= 2 && !/^[[(]/.test(text.trim());

const fits = (output: readonly Dim[], right: WrittenShape): boolean =>
  output.length === right.sizes.length &&
  output.every((size, i) => {
    const written = right.sizes[i]?.size;
    return written === undefined || equal(size, written) !== 'no';
  });

function problemOf(session: Session, comment: PlacedComment, { refused, output, what, transposed }: Mistake): Problem {
  const place = { file: session.request.file, span: comment.span };
  const said = `${comment.left.text} -> ${comment.right.text}`;
  return {
    code: 'CS190',
    severity: 'warning',
    message: output
      ? `The comment says ${said}, but ${what} gives [${output.map(display).join('×')}].`
      : `The comment says ${said}, but ${what} refuses that input: ${refused ?? ''}`,
    why: transposed
      ? 'A convolution with these settings makes the size smaller; the transposed convolution makes it larger, as the comment says.'
      : 'The comment can be true for no input; correct it, or the code.',
    place,
    related: [],
    instances: [],
    repairs: [...(transposed ? [transposed] : []), ...(output ? updates(session, comment, output) : [])],
  };
}

/** Sizes that are wrong, in the comment's own way of writing; the whole right side where the rank is. */
function updates(session: Session, comment: PlacedComment, output: readonly Dim[]): Repair[] {
  const { file } = session.request;
  const { right, span } = comment;
  const at = (start: number, length: number): Span => ({
    start: span.start + start,
    end: span.start + start + length,
  });
  const isSameRank = output.length === right.sizes.length;
  const changes = isSameRank
    ? right.sizes.flatMap((written, i) => {
        const size = output[i] ?? 1;
        const isRight = written.size === undefined || equal(size, written.size) !== 'no';
        return isRight ? [] : [{ file, span: at(written.start, written.text.length), text: display(size) }];
      })
    : [{ file, span: at(right.start, right.text.length), text: rewritten(right, output) }];
  return [{ title: 'Update the comment', kind: 'replace', target: { file, span }, changes }];
}

function rewritten({ text, sizes }: WrittenShape, output: readonly Dim[]): string {
  const [first, second] = sizes;
  const offset = (first?.start ?? 0) + (first?.text.length ?? 0);
  const separator =
    first && second ? text.slice(offset - startOf(text, sizes), second.start - startOf(text, sizes)) : '×';
  const brackets = /^[[(]/.test(text) ? [text.charAt(0), text.charAt(text.length - 1)] : ['', ''];
  return `${brackets[0]}${output.map(display).join(separator)}${brackets[1]}`;
}

/** Where the text of a shape begins in its comment. */
const startOf = (text: string, sizes: WrittenShape['sizes']): number =>
  (sizes[0]?.start ?? 0) - text.indexOf(sizes[0]?.text ?? '');

/** `nn.Conv2d` where the transposed one of the same settings gives what the comment says. */
function transposedFix(session: Session, comment: PlacedComment, module: InstanceValue): Repair | undefined {
  const { interpreter, recorder } = session;
  const name = /^Conv[123]d$/.test(module.cls.name) ? module.cls.name : undefined;
  const target = recorder.built.get(module);
  const func = target && calleeOf(session, target.span);
  if (!name || !target || func?.kind !== 'Attribute' || func.attr !== name) return undefined;
  const wanted = name.replace('Conv', 'ConvTranspose');
  const names = ['in_channels', 'out_channels', 'kernel_size', 'stride', 'padding', 'groups', 'dilation'];
  const keywords = new Map(
    names.flatMap((one) => {
      const value = module.attrs.get(one);
      return value ? [[one, value] as const] : [];
    }),
  );
  const x = makeTensor(sizesOf(comment.left));
  const tried = aside(session, module, [x], () => {
    const cls = interpreter.getAttribute(interpreter.importModule('torch.nn'), wanted);
    return interpreter.call(interpreter.call(cls, [], keywords), [x]);
  });
  const shape = tried.value && tensorsIn(tried.value)[0]?.shape;
  if (tried.log.problems.length > 0 || !shape || !fits(shape, comment.right)) return undefined;
  return {
    title: `Use ${wanted}, which gives what the comment says`,
    kind: 'replace',
    target,
    changes: [{ file: target.file, span: func.attrSpan, text: wanted }],
  };
}

/** With up to five positional arguments both take the same; further ones differ in order. */
function calleeOf(session: Session, span: Span): Expr | undefined {
  let found: Expr | undefined;
  visit(statementsAt(session.request.tree, span.start).slice(-1), {
    expression: (expr) => {
      if (expr.kind === 'Call' && expr.span.start === span.start && expr.span.end === span.end && expr.args.length <= 5)
        found = expr.func;
      return true;
    },
  });
  return found;
}
