/** Hover: a layer, a call or a tensor, with the arithmetic and the numbers of this very network. */
import {
  bytesText,
  countText,
  type Graph,
  type ModuleCall,
  type ModuleInfo,
  type OpNode,
  type Reading,
  shapeText,
  valueText,
} from '../graph';
import { type Dim, display } from '../symbolic';
import { expressionAt, type ModuleTree, type Span } from '../syntax';
import { declarationOf, layerDeclarationOf, type OpRecord, receptiveFields } from '../torch';
import { type Choices, classAt, instanceLabel, shownInstance } from './instances';
import { summaryLines } from './summary';

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

export function hoverAt(reading: Reading, tree: ModuleTree, offset: number, choices: Choices): Hover | undefined {
  const cls = reading.classes.find((c) => c.nameSpan.start <= offset && offset <= c.nameSpan.end);
  if (cls) {
    const graph = reading.graphs[cls.roots[0] ?? -1];
    return graph && { markdown: summaryLines(graph).join('\n'), span: cls.nameSpan };
  }
  const expressions = expressionAt(tree, offset);
  for (const expression of [...expressions].reverse()) {
    if (expression.kind !== 'Call' || !isOnName(expression.func.span, offset)) continue;
    const found = hoverCall(reading, expression.span, choices);
    if (found) return found;
  }
  const innermost = expressions.at(-1);
  for (const expression of [...expressions].reverse()) {
    const found = hoverOperator(reading, expression.span, choices);
    if (found && expression === innermost) return found;
  }
  return hoverBinding(reading, offset, choices);
}

const isOnName = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

// --- a call: the layer that it builds, the module that it calls, the op that it is

function hoverCall(reading: Reading, span: Span, choices: Choices): Hover | undefined {
  const built = builtAt(reading, span, choices);
  if (built) return { markdown: layerMarkdown(built), span };
  const called = calledAt(reading, span, choices);
  if (called) return { markdown: callMarkdown(called.graph, called.call), span };
  return hoverOperator(reading, span, choices);
}

export interface Built {
  readonly graph: Graph;
  readonly module: ModuleInfo;
  readonly others: number;
}

export function builtAt(reading: Reading, span: Span, choices: Choices): Built | undefined {
  const here = reading.graphs.flatMap((graph, index) =>
    graph.modules
      .filter(
        (m) =>
          m.builtAt?.file === reading.file &&
          m.builtAt.span.start === span.start &&
          m.builtAt.span.end === span.end &&
          m.layer,
      )
      .map((module) => ({ graph, index, module })),
  );
  const cls = classAt(reading, span.start);
  const instance = cls && shownInstance(cls, choices);
  const own =
    instance &&
    here.find(
      (b) => b.index === instance.graph && (instance.name === '' || b.module.name.startsWith(`${instance.name}.`)),
    );
  const shown = own ?? here[0];
  return shown && { graph: shown.graph, module: shown.module, others: here.length - 1 };
}

function layerMarkdown({ graph, module, others }: Built): string {
  const calls = graph.calls.filter((c) => c.name === module.name && c.to >= 0);
  const lines = [
    `\`\`\`python\n${module.layer ?? module.cls}(${module.settings.map(([k, v]) => `${k}=${v}`).join(', ')})\n\`\`\``,
  ];
  lines.push(
    `**${module.name === '' ? graph.model : module.name}**${others > 0 ? ` · one of ${others + 1} built here` : ''}`,
  );
  const call = calls[0];
  if (call) lines.push(...costLines(graph, call));
  lines.push(...parameterLines(module));
  const declared = module.layer === undefined ? undefined : layerDeclarationOf(module.layer);
  if (declared) lines.push('---', `${declared.doc} [Documentation](${declared.reference})`);
  return lines.join('\n\n');
}

function parameterLines(module: ModuleInfo): string[] {
  if (module.parameters.length === 0) return [];
  const terms = module.parameters.map((p) => `${p.name} ${p.shape ? p.shape.map((d) => display(d)).join('·') : '?'}`);
  const total = module.parameters.reduce<number | undefined>((sum, p) => {
    const size = p.shape?.reduce<number | undefined>(
      (n, d) => (n === undefined || typeof d !== 'number' ? undefined : n * d),
      1,
    );
    return sum === undefined || size === undefined ? undefined : sum + size;
  }, 0);
  return [
    `parameters: ${terms.join(' + ')}${total === undefined ? '' : ` = **${total.toLocaleString('en-US')}** (${bytesText(total * 4)})`}`,
  ];
}

export function calledAt(
  reading: Reading,
  span: Span,
  choices: Choices,
): { readonly graph: Graph; readonly call: ModuleCall } | undefined {
  const cls = classAt(reading, span.start);
  const instance = cls && shownInstance(cls, choices);
  const here = reading.graphs.flatMap((graph, index) =>
    graph.calls
      .filter(
        (c) =>
          c.to >= 0 &&
          c.place.file === reading.file &&
          c.place.span.start === span.start &&
          c.place.span.end === span.end,
      )
      .map((call) => ({ graph, index, call })),
  );
  const own =
    instance &&
    here.find(({ graph, index, call }) => index === instance.graph && parentName(graph, call) === instance.name);
  return own ?? here[0];
}

const parentName = (graph: Graph, call: ModuleCall): string | undefined =>
  call.parent === undefined ? undefined : graph.calls[call.parent]?.name;

function callMarkdown(graph: Graph, call: ModuleCall): string {
  const module = graph.modules.find((m) => m.name === call.name);
  const title = `**${call.name === '' ? graph.model : call.name}** · \`${call.cls}\``;
  const lines = [title, ...costLines(graph, call)];
  if (module) lines.push(...parameterLines(module));
  else if (typeof call.params === 'number' && call.params > 0)
    lines.push(`parameters: ${call.params.toLocaleString('en-US')}`);
  const declared = module?.layer === undefined ? undefined : layerDeclarationOf(module.layer);
  if (declared) lines.push('---', `${declared.doc} [Documentation](${declared.reference})`);
  return lines.join('\n\n');
}

/** In and out, what it does to the size, the formula, multiply-adds, memory, receptive field. */
function costLines(graph: Graph, call: ModuleCall): string[] {
  const lines: string[] = [];
  const before = call.inputs[0] && valueText(call.inputs[0]),
    after = valueText(call.output);
  if (after !== undefined) lines.push(`${before === undefined ? '' : `${before} → `}**${after}**${sizeWord(call)}`);
  const ops = graph.nodes.filter((n): n is OpNode => n.kind === 'op' && n.id >= call.from && n.id < call.to);
  const only = ops.filter((n) => n.call === call.index);
  if (only.length === 1 && only[0]) lines.push(...formulaLines(only[0]));
  if (call.macs !== 0) lines.push(`multiply-adds: ${countText(call.macs)}`);
  const last = ops.at(-1);
  if (last) lines.push(...fieldLines(graph, last));
  if (call.output.kind === 'tensor') lines.push(`output: ${bytesText(bytesOf(call.output.shape))}`);
  return lines;
}

const bytesOf = (shape: readonly Dim[]): Dim => {
  let total = 4;
  for (const d of shape) {
    if (typeof d !== 'number') return 0;
    total *= d;
  }
  return total;
};

function sizeWord(call: ModuleCall): string {
  const input = call.inputs[0];
  if (input?.kind !== 'tensor' || call.output.kind !== 'tensor') return '';
  const a = input.shape.slice(2),
    b = call.output.shape.slice(2);
  if (a.length === 0 || a.length !== b.length) return '';
  const ratios = a.map((d, i) =>
    typeof d === 'number' && typeof b[i] === 'number' && b[i] !== 0 ? d / b[i] : undefined,
  );
  const first = ratios[0];
  if (first === undefined || ratios.some((r) => r !== first)) return '';
  if (first === 1) return ' — keeps the size';
  if (first === 2) return ' — halves the size';
  if (first === 0.5) return ' — doubles the size';
  return '';
}

function formulaLines(node: OpNode): string[] {
  const lines = declarationOf(node.op)?.explain?.(node satisfies OpRecord) ?? [];
  return lines.length === 0 ? [] : [lines.map((line) => `\`${line}\``).join('  \n')];
}

function fieldLines(graph: Graph, node: OpNode): string[] {
  const ops = graph.nodes.filter((n): n is OpNode => n.kind === 'op');
  const constants = new Set(graph.modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));
  const field = receptiveFields(ops, declarationOf, constants).get(node.id);
  if (!field?.axes || field.axes.length === 0) return [];
  const sizes = field.axes.map((a) => (a.size === 'all' ? 'the whole input' : String(a.size)));
  return [
    `receptive field so far: ${new Set(sizes).size === 1 && sizes[0] === 'the whole input' ? sizes[0] : sizes.join('×')}`,
  ];
}

// --- ops and operators

interface FoundOp {
  readonly graph: Graph | undefined;
  readonly node: OpNode;
}

/** The op that is exactly this expression, in the shown instance where it has it. */
export function opAt(reading: Reading, span: Span, choices: Choices): FoundOp | undefined {
  const cls = classAt(reading, span.start);
  const instance = cls && shownInstance(cls, choices);
  const everywhere = [
    ...reading.graphs.map((graph, index) => ({ graph, index, nodes: graph.nodes })),
    { graph: undefined, index: -1, nodes: reading.outside.nodes },
  ];
  const here = everywhere.flatMap(({ graph, index, nodes }) =>
    nodes
      .filter(
        (n): n is OpNode =>
          n.kind === 'op' &&
          n.place.file === reading.file &&
          n.place.span.start === span.start &&
          n.place.span.end === span.end,
      )
      .map((node) => ({ graph, index, node })),
  );
  const own =
    instance &&
    here.find(
      ({ graph, index, node }) =>
        index === instance.graph && node.call !== undefined && graph?.calls[node.call]?.name === instance.name,
    );
  return own ?? here[0];
}

function hoverOperator(reading: Reading, span: Span, choices: Choices): Hover | undefined {
  const shown = opAt(reading, span, choices);
  if (!shown) return undefined;
  const { node, graph } = shown;
  const declared = declarationOf(node.op);
  const before = node.inputs.map((t) => (t.shape ? shapeText(t.shape) : '?')).join(', ');
  const after = node.outputs.map((t) => (t.shape ? shapeText(t.shape) : '?')).join(', ');
  const lines = [`\`${node.op}\``, `${before} → **${after}**`, ...formulaLines(node)];
  if (node.macs !== 0) lines.push(`multiply-adds: ${countText(node.macs)}`);
  if (graph) lines.push(...fieldLines(graph, node));
  if (declared) lines.push('---', `${declared.doc} [Documentation](${declared.reference})`);
  return { markdown: lines.join('\n\n'), span };
}

// --- a variable

function hoverBinding(reading: Reading, offset: number, choices: Choices): Hover | undefined {
  const cls = classAt(reading, offset);
  const instance = cls && shownInstance(cls, choices);
  const all = [
    ...reading.graphs.flatMap((graph, index) => graph.bindings.map((binding) => ({ binding, index }))),
    ...reading.outside.bindings.map((binding) => ({ binding, index: -1 })),
  ];
  const here = all.filter(
    ({ binding }) =>
      binding.file === reading.file &&
      binding.kind !== 'return' &&
      binding.nameSpan.start <= offset &&
      offset <= binding.nameSpan.end,
  );
  const shown =
    (instance && here.find(({ binding, index }) => index === instance.graph && binding.module === instance.name)) ??
    here[0];
  if (!shown) return undefined;
  const { binding, index } = shown;
  const text = valueText(binding.value);
  const graph = reading.graphs[index];
  const where =
    graph && binding.module !== null
      ? `in ${instanceLabel({ graph: index, name: binding.module }, reading.graphs)}`
      : '';
  if (binding.value.kind === 'unknown')
    return { markdown: `\`${binding.name}\` is not known: ${binding.value.cause.reason}`, span: binding.nameSpan };
  if (text === undefined) return undefined;
  const lines = [`\`${binding.name}\`: **${text}** ${where}`.trim()];
  if (binding.value.kind === 'tensor') {
    if (binding.value.dtype) lines.push(`dtype ${binding.value.dtype} · ${bytesText(bytesOf(binding.value.shape))}`);
    const producer = binding.value.producer;
    const node = producer && graph?.nodes.find((n): n is OpNode => n.kind === 'op' && n.id === producer.node);
    if (node && graph) lines.push(`from \`${node.op}\``, ...formulaLines(node), ...fieldLines(graph, node));
  }
  return { markdown: lines.join('\n\n'), span: binding.nameSpan };
}
