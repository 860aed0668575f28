/** Sliders for the arguments of a window, and the way back into the code. Built once a layer, so that a drag is not lost. */
import type { WindowLayer } from '../../../server/src/draw/arithmetic';
import type { ArithmeticAnswer } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { changesOf, common, refusalOf, type Turn, turned, turnsOf } from './turns';
import type { ArithmeticHost } from './view';

export interface TurnPanel {
  readonly root: HTMLElement;
  readonly update: (layer: WindowLayer) => void;
}

/** undefined: nothing can be turned. */
export function turnPanel(
  answer: ArithmeticAnswer,
  host: ArithmeticHost,
  change: (layer: WindowLayer) => void,
): TurnPanel | undefined {
  const original = answer.layer;
  if (original.kind === 'norm' || original.kind === 'adaptive' || original.kind === 'resize') return undefined;
  let shown: WindowLayer = original;
  const rows = turnsOf(original).map((turn) =>
    turnRow(turn, original, (value) => change(turned(shown, turn.key, value))),
  );
  const apply = button('Apply to code', () => host.apply(changesOf(original, shown)));
  const reset = button('Reset', () => change(original));
  const elsewhere = element('p', { class: 'faint' }, ['It is built in another file, so nothing is written there.']);
  const root = element('section', { class: 'turns' }, [
    ...rows.map((row) => row.root),
    element('div', { class: 'controls' }, [apply, reset]),
    ...(answer.canApply ? [] : [elsewhere]),
  ]);

  const update = (layer: WindowLayer): void => {
    shown = layer;
    for (const row of rows) row.update(layer);
    const isChanged = changesOf(original, layer).length > 0;
    apply.toggleAttribute('disabled', !isChanged || !answer.canApply || refusalOf(layer) !== undefined);
    reset.toggleAttribute('disabled', !isChanged);
  };
  update(original);
  return { root, update };
}

function turnRow({ key, argument, low, high }: Turn, layer: WindowLayer, set: (value: number) => void): TurnPanel {
  const slider = element('input', { type: 'range', min: String(low), max: String(high), 'aria-label': argument });
  const output = element('output');
  slider.addEventListener('input', () => set(Number(slider.value)));
  const update = (now: WindowLayer): void => {
    const value = common(now, key);
    slider.value = String(value ?? now.axes[0]?.[key] ?? low);
    output.textContent = value === undefined ? now.axes.map((axis) => axis[key]).join(', ') : String(value);
  };
  update(layer);
  return { root: element('label', { class: 'turn' }, [element('code', {}, [argument]), slider, output]), update };
}

function button(text: string, act: () => void): HTMLElement {
  const made = element('vscode-button', { secondary: '' }, [text]);
  made.addEventListener('click', () => {
    if (!made.hasAttribute('disabled')) act();
  });
  return made;
}
