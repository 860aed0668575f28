/** The arithmetic of the layer under the cursor, or of the first that has any. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { ArithmeticAnswer, PlainLocation } from '../../../../server/src/protocol';
import { arithmeticView as layerView } from '../../arithmetic/view';
import type { OpenView, Shown, View, ViewContext } from '../view';

export const arithmeticView: View = {
  id: 'arithmetic',
  title: 'Arithmetic',
  open: (host, context) => openView(host, context),
};

function openView(host: HTMLElement, context: ViewContext): OpenView {
  let at = placeOf(context.kept());
  let answer: ArithmeticAnswer | null = null;
  let asked = 0;
  let model = '';
  const view = layerView({
    apply: (values) => void apply(values),
    reveal: () => answer?.location && context.post({ kind: 'reveal', location: answer.location, keepFocus: false }),
    kernels: async (chooses) =>
      answer ? context.kernels(model, answer.name, chooses) : { reason: 'Put the cursor on a convolution first.' },
  });
  host.append(view.root);

  async function apply(values: readonly { readonly argument: string; readonly value: string }[]): Promise<void> {
    if (!at) return;
    const edits = await context.ask('convscope/setArguments', { uri: at.uri, position: at.start, values });
    if (edits && edits.length > 0) context.post({ kind: 'edit', edits });
  }

  /** An answer that another question has overtaken is dropped. */
  async function look(place: PlainLocation): Promise<ArithmeticAnswer | null> {
    asked += 1;
    const turn = asked;
    const found = await context.ask('convscope/arithmetic', { uri: place.uri, position: place.start });
    if (turn !== asked || !found) return null;
    at = place;
    answer = found;
    context.keep(place);
    view.show(found);
    return found;
  }

  /** Where the cursor has been nowhere yet. */
  async function first({ model }: Shown): Promise<void> {
    const isDrawn = new Set(['conv', 'pool', 'resize', 'norm']);
    const node = model.diagram.nodes.find(({ family }) => isDrawn.has(family));
    const places = node && model.nodes[node.id];
    const place = places?.built ?? places?.called;
    if (!place || !(await look(place))) view.show(null);
  }

  return {
    show: (shown) => {
      model = shown.model.model;
      void (at ? look(at) : first(shown));
    },
    cursor: (location) => void look(location),
    close: () => view.close(),
  };
}

function placeOf(kept: unknown): PlainLocation | undefined {
  if (typeof kept !== 'object' || kept === null || !('uri' in kept) || !('start' in kept)) return undefined;
  const { uri, start } = kept;
  if (typeof uri !== 'string' || typeof start !== 'object' || start === null) return undefined;
  if (!('line' in start) || !('character' in start)) return undefined;
  const { line, character } = start;
  if (typeof line !== 'number' || typeof character !== 'number') return undefined;
  const position = { line, character };
  return { uri, start: position, end: position };
}
