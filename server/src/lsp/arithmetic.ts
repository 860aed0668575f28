/** What the arithmetic view shows of the layer at a place, and the edits that write its turned arguments back. */
import { arithmeticOf } from '../draw/arithmetic';
import { type Edit, repairEdits } from '../edit';
import { type LayerAt, layerAt } from '../editor';
import { type OpNode, shapeText } from '../graph';
import type { ArithmeticAnswer, FieldOfLayer, PlainEdit, Requests } from '../protocol';
import { declarationOf, positionOf, receptiveFields } from '../torch';
import { offsetIn, rangeIn } from './document';
import { rangesOf } from './publish';
import type { Opened, Workspace } from './workspace';

type At = Requests['convscope/arithmetic']['params'];

export function arithmetic(workspace: Workspace, opened: Opened, { uri, position }: At): ArithmeticAnswer | null {
  const found = foundAt(opened, { uri, position });
  const read = found && arithmeticOf(found.node);
  if (!found || !read) return null;
  const { node, graph, name, written, settings } = found;
  const at = rangesOf(workspace, opened).of(written);
  const shape = (tensor: OpNode['inputs'][number] | undefined): string =>
    tensor?.shape ? shapeText(tensor.shape) : 'not known';
  return {
    ...read,
    name: name === '' ? (graph?.model ?? '') : name,
    op: node.op,
    settings,
    input: shape(node.inputs[0]),
    output: shape(node.outputs[0]),
    location: at && { uri: at.uri, start: at.range.start, end: at.range.end },
    canApply: written.file === opened.document.path,
    field: fieldOf(found),
  };
}

function foundAt(opened: Opened, { uri, position }: At): LayerAt | undefined {
  const offset = offsetIn(opened.document, uri, position);
  if (!opened.reading || offset === undefined) return undefined;
  return layerAt(opened.reading, opened.tree, offset, opened.choices);
}

/** Through the whole network: how much of the model's input one result of this layer sees. */
function fieldOf({ graph, node }: LayerAt): FieldOfLayer | undefined {
  const input = graph?.inputs[0];
  if (!graph || input?.kind !== 'tensor') return undefined;
  const ops = graph.nodes.filter((n): n is OpNode => n.kind === 'op');
  const constants = new Set(graph.modules.flatMap((m) => [...m.parameters, ...m.buffers].map((p) => p.storage)));
  const axes = receptiveFields(ops, declarationOf, constants).get(node.id)?.axes;
  const sizes = input.shape.slice(2);
  if (!axes || axes.length === 0 || axes.length !== sizes.length) return undefined;
  return axes.map(({ size, stride }, i) => {
    const whole = sizes[i];
    return { size, stride, input: typeof whole === 'number' ? whole : undefined };
  });
}

/** Turned arguments, written where the layer is built. */
export function setArguments(
  opened: Opened,
  { uri, position, values }: Requests['convscope/setArguments']['params'],
): readonly PlainEdit[] {
  const found = foundAt(opened, { uri, position });
  if (!found || found.written.file !== opened.document.path) return [];
  const edits = values.flatMap(({ argument, value }) =>
    repairEdits(
      {
        kind: 'set-argument',
        title: '',
        target: found.written,
        argument,
        position: placeOf(found, argument),
        value,
      },
      opened.tree,
      opened.document.text,
    ),
  );
  return edits.flatMap((edit) => plain(opened, edit));
}

/** Among the constructor's arguments, or the function's. */
function placeOf({ node, settings, graph, name }: LayerAt, argument: string): number {
  const layer = graph?.modules.find((module) => module.name === name)?.layer;
  if (settings.length > 0 && layer !== undefined) return positionOf(layer, argument);
  return signaturePlace(declarationOf(node.op)?.signature ?? '', argument);
}

/** Names of a signature in order: `(input, weight, bias=None, stride=1)`. */
const signaturePlace = (signature: string, argument: string): number =>
  signature
    .replace(/^\(|\)$/g, '')
    .split(',')
    .map((part) => part.trim().split('=')[0])
    .indexOf(argument);

function plain(opened: Opened, { span, text }: Edit): PlainEdit[] {
  const at = rangeIn(opened.document, span);
  return at ? [{ uri: at.uri, start: at.range.start, end: at.range.end, text }] : [];
}
