/** Fixes that change the code around a call: what goes in is flattened, gets an axis, is resized; a list is looped over. */
import type { Place, Repair, TextRepair } from '../graph';
import {
  type Call,
  type Expr,
  type ListExpr,
  type ModuleTree,
  type Span,
  type Stmt,
  statementsAt,
  visit,
} from '../syntax';

/** The code that is being read; fixes of this kind are made for no other file. */
export interface Code {
  readonly file: string;
  readonly tree: ModuleTree;
  readonly text: () => string | undefined;
}

type Fix = Readonly<Record<string, unknown>>;

/** `built`: where the layer at fault was built. */
export function mendsOf(fix: Fix, place: Place, built: Place | undefined, code: Code): Repair[] {
  if (place.file !== code.file) return [];
  switch (fix['kind']) {
    case 'change-input':
      return changeInput(fix, place, built, code);
    case 'match-sizes':
      return matchSizes(fix, place, code);
    case 'loop':
      return loop(place, code);
    default:
      return [];
  }
}

type Change = readonly [span: Span, text: string];

const replace = (title: string, target: Place, ...changes: readonly Change[]): TextRepair => ({
  kind: 'replace',
  title,
  target,
  changes: changes.map(([span, text]) => ({ file: target.file, span, text })),
});

/** Spans move with the text while it is edited; so do the places before and after one. */
const before = (span: Span): Span => ({
  get start() {
    return span.start;
  },
  get end() {
    return span.start;
  },
});
const after = (span: Span): Span => ({
  get start() {
    return span.end;
  },
  get end() {
    return span.end;
  },
});

/** Every call of the file that is exactly this expression, and what stands directly around it. */
function callAt(tree: ModuleTree, { span }: Place): Call | undefined {
  let found: Call | undefined;
  visit(statementsAt(tree, span.start).slice(-1), {
    expression: (expr) => {
      if (expr.kind === 'Call' && expr.span.start === span.start && expr.span.end === span.end) found = expr;
      return found === undefined;
    },
  });
  return found;
}

/** `.flatten(1)` after what the layer is called with; in a Sequential a layer of the same before it. */
function changeInput(fix: Fix, place: Place, built: Place | undefined, { tree }: Code): Repair[] {
  const suffix = String(fix['suffix']);
  const layer = typeof fix['layer'] === 'string' ? fix['layer'] : undefined;
  const inside = built?.file === place.file ? layer && beforeInSequential(tree, built, layer) : undefined;
  if (built && inside)
    return [replace(`Insert ${inside.text.trim().replace(/,$/, '')}`, built, [before(inside.span), inside.text])];
  const call = callAt(tree, place);
  const input = call?.args[0];
  if (!input || call.args.length !== 1 || input.kind === 'Starred' || (built && isSequentialPart(tree, built)))
    return [];
  const isPrimary = ['Name', 'Attribute', 'Call', 'Subscript'].includes(input.kind);
  return [
    replace(
      `Use ${isPrimary && input.kind === 'Name' ? input.id : 'the input'}${suffix}`,
      place,
      ...(isPrimary ? [] : [[before(input.span), '('] as const]),
      [after(input.span), `${isPrimary ? '' : ')'}${suffix}`],
    ),
  ];
}

/** The call that builds the layer is an argument of `Sequential(…)`: there is no call of the layer to change. */
function isSequentialPart(tree: ModuleTree, { span }: Place): boolean {
  let found = false;
  visit(statementsAt(tree, span.start).slice(-1), {
    expression: (expr) => {
      if (
        expr.kind === 'Call' &&
        calledName(expr) === 'Sequential' &&
        expr.args.some((arg) => arg.span.start === span.start)
      )
        found = true;
      return true;
    },
  });
  return found;
}

function beforeInSequential(tree: ModuleTree, built: Place, layer: string): { span: Span; text: string } | undefined {
  const call = callAt(tree, built);
  if (!call || !isSequentialPart(tree, built)) return undefined;
  const name =
    call.func.kind === 'Attribute' && call.func.value.kind === 'Name' ? `${call.func.value.id}.${layer}` : undefined;
  return name === undefined ? undefined : { span: call.span, text: `${name}, ` };
}

const calledName = ({ func }: Call): string | undefined =>
  func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : undefined;

/** `cat([x, up(y)], 1)`: the smaller is resized to the larger, or the larger cropped to the smaller. */
function matchSizes(fix: Fix, place: Place, { tree }: Code): Repair[] {
  const list = callAt(tree, place)?.args[0];
  if (list?.kind !== 'List' && list?.kind !== 'Tuple') return [];
  const [bigger, smaller] = [elementOf(list, fix['bigger']), elementOf(list, fix['smaller'])];
  const rank = Number(fix['rank']);
  if (!bigger || !smaller || rank < 3) return [];
  const found: Repair[] = [];
  const functional = functionalName(tree);
  if (bigger.kind === 'Name' && functional !== undefined) {
    found.push(
      replace(
        `Resize to the size of ${bigger.id}`,
        place,
        [before(smaller.span), `${functional}.interpolate(`],
        [after(smaller.span), `, size=${bigger.id}.shape[2:])`],
      ),
    );
  }
  if (smaller.kind === 'Name' && ['Name', 'Attribute', 'Call', 'Subscript'].includes(bigger.kind)) {
    const axes = Array.from({ length: rank - 2 }, (_, i) => `:${smaller.id}.shape[${i + 2}]`);
    found.push(replace(`Crop to the size of ${smaller.id}`, place, [after(bigger.span), `[:, :, ${axes.join(', ')}]`]));
  }
  return found;
}

const elementOf = ({ elements }: { readonly elements: ListExpr['elements'] }, index: unknown): Expr | undefined =>
  elements.some((element) => element.kind === 'Starred') ? undefined : elements[Number(index)];

/** How this file writes `torch.nn.functional`. */
function functionalName(tree: ModuleTree): string | undefined {
  const names = tree.body.flatMap((stmt): string[] => {
    if (stmt.kind === 'Import')
      return stmt.names.flatMap(({ name, asName }) => {
        if (name === 'torch.nn.functional' && asName) return [asName];
        return name === 'torch' ? [`${asName ?? 'torch'}.nn.functional`] : [];
      });
    if (stmt.kind !== 'ImportFrom' || (stmt.module !== 'torch' && stmt.module !== 'torch.nn')) return [];
    return stmt.names.flatMap(({ name, asName }) => {
      if (stmt.module === 'torch.nn') return name === 'functional' ? [asName ?? name] : [];
      return name === 'nn' ? [`${asName ?? 'nn'}.functional`] : [];
    });
  });
  return names.sort((a, b) => a.length - b.length)[0];
}

/** `return self.layers(x)` and `y = self.layers(x)` become a loop. */
function loop(place: Place, { tree, text }: Code): Repair[] {
  const statement: Stmt | undefined = statementsAt(tree, place.span.start).at(-1);
  const call = callAt(tree, place);
  const [input] = call?.args ?? [];
  const source = text();
  const isWhole =
    (statement?.kind === 'Return' || statement?.kind === 'Assign') &&
    statement.value?.span.start === place.span.start &&
    statement.value.span.end === place.span.end;
  if (!statement || !call || !isWhole || input?.kind !== 'Name' || call.args.length !== 1 || source === undefined)
    return [];
  const target = statement.kind === 'Assign' ? statement.targets[0] : input;
  if (target?.kind !== 'Name') return [];
  const start = source.lastIndexOf('\n', statement.span.start - 1) + 1;
  const indent = source.slice(start, statement.span.start);
  const callee = source.slice(call.func.span.start, call.func.span.end);
  if (indent.trim() !== '') return [];
  const lines = [
    ...(target.id === input.id ? [] : [`${target.id} = ${input.id}`]),
    `for layer in ${callee}:`,
    `    ${target.id} = layer(${target.id})`,
    ...(statement.kind === 'Return' ? [`return ${target.id}`] : []),
  ];
  return [replace(`Loop over ${callee}`, place, [statement.span, lines.join(`\n${indent}`)])];
}
