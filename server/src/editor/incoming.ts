/**
 * What comes into a layer that is still being typed: its call is read as `nn.Identity()`, which passes on whatever it
 * is given, and the sizes that meet it are looked at.
 */
import type { ModuleCall, Reading } from '../graph';
import { type Context, channelsOut, sitesIn } from '../refactor';
import type { Dim } from '../symbolic';
import { type ModuleTree, statementsAt, visit } from '../syntax';
import type { TypedCall } from './typedCall';

export interface Incoming {
  /** One for each instance of the code. */
  readonly shapes: readonly (readonly Dim[])[];
  /** Channels that the layer before makes, as they are written there; where no sizes are known yet. */
  readonly before: string | undefined;
}

export type ReadText = (text: string) => { readonly tree: ModuleTree; readonly reading: Reading } | undefined;

const IMPORT = 'import torch.nn as _convscope_nn\n';
const STAND_IN = '_convscope_nn.Identity()';

export function incomingAt(context: Context, call: TypedCall, readText: ReadText): Incoming {
  const end = endOf(context, call);
  const { text } = context;
  const changed = `${IMPORT}${text.slice(0, call.nameStart)}${STAND_IN}${text.slice(end)}`;
  const found = readText(changed);
  const start = call.nameStart + IMPORT.length;
  const shapes = found ? callsOf(found.reading, start).flatMap((c) => shapeOf(c)) : [];
  return { shapes, before: shapes.length > 0 ? undefined : channelsBefore(context, call.nameStart) };
}

/** Where the call ends in the healed tree, else the end of its line. */
function endOf({ tree, text }: Context, call: TypedCall): number {
  const name = call.nameStart;
  let end: number | undefined;
  visit(tree.body, {
    statement: (s) => s.span.start <= name && name <= s.span.end,
    expression: (e) => {
      if (e.kind === 'Call' && e.span.start === name) end = Math.max(end ?? 0, e.span.end);
      return e.span.start <= name && name <= e.span.end;
    },
  });
  const line = text.indexOf('\n', name);
  return end ?? (line < 0 ? text.length : line);
}

function callsOf(reading: Reading, start: number): ModuleCall[] {
  return reading.graphs.flatMap((graph) => {
    const names = new Set(
      graph.modules
        .filter((m) => m.builtAt?.file === reading.file && m.builtAt.span.start === start)
        .map((m) => m.name),
    );
    return graph.calls.filter((c) => names.has(c.name));
  });
}

function shapeOf({ inputs }: ModuleCall): (readonly Dim[])[] {
  const [first] = inputs;
  return first?.kind === 'tensor' && first.shape.length > 0 ? [first.shape] : [];
}

/** What is written above in the same function: a layer that is not called yet most likely follows it. */
function channelsBefore(context: Context, at: number): string | undefined {
  const method = statementsAt(context.tree, at).findLast((s) => s.kind === 'FunctionDef');
  const start = method?.span.start ?? 0;
  const sites = sitesIn(context, { start, end: at }).reverse();
  for (const site of sites) {
    const text = channelsOut(context, site);
    if (text !== undefined) return text;
  }
  return undefined;
}
