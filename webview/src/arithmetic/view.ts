/** The arithmetic of the layer under the cursor: cells, window, formula, and arguments to turn. */
import {
  type ArithmeticLayer,
  channelText,
  cropped,
  letterFormula,
  normText,
  outputSize,
  readPositions,
  type SlidingLayer,
  sizeFormula,
  termsOf,
  type WindowLayer,
} from '../../../server/src/draw/arithmetic';
import type { ArithmeticAnswer } from '../../../server/src/protocol';
import { element } from '../dom/element';
import { svg } from '../dom/svg';
import { cube } from './cube';
import { fieldMap } from './fieldMap';
import { grids } from './grids';
import { type AskKernels, kernelLab } from './kernelLab';
import { type Cursor, plane, type Stage, stageOf, stepped, withPlane } from './stage';
import { type TurnPanel, turnPanel } from './turnPanel';
import { refusalOf } from './turns';

/** What the view asks of the panel around it. */
export interface ArithmeticHost {
  readonly apply: (values: readonly { readonly argument: string; readonly value: string }[]) => void;
  readonly reveal: () => void;
  readonly kernels: AskKernels;
}

export interface ArithmeticView {
  readonly root: HTMLElement;
  /** null: there is no layer with such arithmetic at the cursor. */
  readonly show: (answer: ArithmeticAnswer | null) => void;
  readonly close: () => void;
}

const STEP_MS = 600;

export function arithmeticView(host: ArithmeticHost): ArithmeticView {
  const body = element('div');
  const turning = element('div');
  const lab = kernelLab(host.kernels);
  const root = element('div', { class: 'arithmetic' }, [body, turning, lab.root]);
  let answer: ArithmeticAnswer | null = null;
  let layer: ArithmeticLayer | undefined;
  let cursor: Cursor = [];
  let timer: number | undefined;
  let panel: TurnPanel | undefined;

  function show(next: ArithmeticAnswer | null): void {
    // Without a layer the last one stays: the cursor is on its way.
    if (next === null && answer !== null) return;
    const isSame = answer !== null && JSON.stringify(answer) === JSON.stringify(next);
    answer = next;
    if (isSame) return;
    layer = next?.layer;
    lab.moved(layer?.kind === 'conv' || layer?.kind === 'transposed');
    cursor = layer && layer.kind !== 'norm' ? layer.axes.map(() => 0) : [];
    stop();
    panel = next === null ? undefined : turnPanel(next, host, change);
    turning.replaceChildren(...(panel ? [panel.root] : []));
    draw();
  }

  function stop(): void {
    if (timer !== undefined) window.clearInterval(timer);
    timer = undefined;
  }

  function play(): void {
    if (timer !== undefined) {
      stop();
      draw();
      return;
    }
    timer = window.setInterval(() => move(1), STEP_MS);
    draw();
  }

  function move(by: 1 | -1): void {
    const stage = stageNow();
    if (stage === undefined) return;
    cursor = stepped(stage, cursor, by);
    draw();
  }

  function look(row: number, column: number): void {
    const here = plane(cursor);
    if (here.row === row && here.column === column) return;
    cursor = withPlane(cursor, row, column);
    draw();
  }

  function stageNow(): Stage | undefined {
    if (layer === undefined || layer.kind === 'norm' || refusal(layer) !== undefined) return undefined;
    const corner = cropped(layer);
    return corner && stageOf(corner.layer, cursor);
  }

  function change(next: WindowLayer): void {
    layer = next;
    cursor = next.axes.map(() => 0);
    panel?.update(next);
    draw();
  }

  function draw(): void {
    const focused = document.activeElement?.id;
    body.replaceChildren(...contents());
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  function contents(): Node[] {
    if (answer === null || layer === undefined)
      return [
        element('p', { class: 'empty', role: 'status' }, [
          'Put the cursor on a convolution, a pool, a resize or a norm in the code to see its arithmetic here.',
        ]),
      ];
    const head = heading(answer, host);
    if (layer.kind === 'norm') return [head, cube(layer), element('p', {}, [normText(layer)])];
    return [head, ...sliding(answer, layer)];
  }

  function sliding(from: ArithmeticAnswer, shown: SlidingLayer): Node[] {
    const stage = stageNow();
    const wrong = refusal(shown);
    return [
      ...(stage ? [picture(stage), controls(), reading(shown)] : [noPicture(wrong)]),
      formulas(shown),
      ...(from.assumed.length > 0 ? [element('p', { class: 'faint' }, [from.assumed.join('; ')])] : []),
      ...(stage ? field(from, shown, stage) : []),
    ];
  }

  function picture(stage: Stage): Node {
    const { row, column } = plane(cursor);
    const drawn = svg(
      'svg',
      {
        id: 'cells',
        class: 'cells',
        viewBox: `0 0 ${stage.width} ${stage.height}`,
        width: stage.width,
        height: stage.height,
        role: 'application',
        tabindex: 0,
        'aria-label': `Output row ${row}, column ${column}. Arrow keys move, space plays.`,
        'data-step': `${row} ${column}`,
      },
      grids(stage, cursor, { look }),
    );
    drawn.addEventListener('keydown', (event) => {
      const acts: Readonly<Record<string, () => void>> = {
        ArrowRight: () => move(1),
        ArrowLeft: () => move(-1),
        ArrowDown: () => look(Math.min(row + 1, stage.rows.output - 1), column),
        ArrowUp: () => look(Math.max(row - 1, 0), column),
        Home: () => look(0, 0),
        ' ': play,
      };
      const act = acts[event.key];
      if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
    return element('div', { class: 'scroll' }, [drawn]);
  }

  function controls(): Node {
    const isPlaying = timer !== undefined;
    return element('div', { class: 'controls', role: 'toolbar', 'aria-label': 'Steps' }, [
      step('back', 'Step back', 'M11 3 5 8l6 5z M3 3h1.5v10H3z', () => move(-1)),
      step('play', isPlaying ? 'Pause' : 'Play', isPlaying ? 'M4 3h3v10H4z M9 3h3v10H9z' : 'M4 3l9 5-9 5z', play),
      step('on', 'Step on', 'M5 3l6 5-6 5z M11.5 3H13v10h-1.5z', () => move(1)),
    ]);
  }

  function reading(shown: SlidingLayer): Node {
    const axes = shown.axes.length === 1 ? ['positions'] : ['slices', 'rows', 'columns'].slice(-shown.axes.length);
    const parts = axes.map((name, i) => `${name} ${readPositions(shown, i, cursor[i] ?? 0)}`);
    const terms = termsOf(shown);
    const sum =
      terms > 0 && (shown.kind === 'conv' || shown.kind === 'transposed') ? ` A sum of ${terms} products.` : '';
    return element('p', { 'aria-live': 'polite' }, [
      `Output (${cursor.join(', ')}) reads ${parts.join(', ')}; ${channelText(shown)}.${sum}`,
    ]);
  }

  function field(from: ArithmeticAnswer, shown: SlidingLayer, stage: Stage): Node[] {
    const share = shown.axes.map((_, i) => ((cursor[i] ?? 0) + 0.5) / Math.max(1, outputSize(shown, i)));
    const map = from.field && stage ? fieldMap(from.field, share) : undefined;
    return map ? [element('section', { class: 'field-of' }, [map.picture, element('p', {}, [map.text])])] : [];
  }

  draw();
  return { root, show, close: stop };
}

const refusal = (layer: SlidingLayer): string | undefined =>
  layer.kind === 'adaptive' || layer.kind === 'resize' ? undefined : refusalOf(layer);

function heading(answer: ArithmeticAnswer, host: ArithmeticHost): Node {
  const link = element('a', { href: '#', class: 'name' }, [answer.name]);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    host.reveal();
  });
  const kind = answer.op.split('.').at(-1) ?? '';
  return element('header', {}, [
    element('h1', {}, [link, element('span', { class: 'faint' }, [kind])]),
    element('p', { class: 'shape' }, [`${answer.input} → ${answer.output}`]),
  ]);
}

function noPicture(wrong: string | undefined): Node {
  return element('p', { class: wrong === undefined ? 'empty' : 'refused', role: 'status' }, [
    wrong === undefined ? 'Too large to draw cell by cell.' : `PyTorch would refuse this: ${wrong}.`,
  ]);
}

function formulas(layer: SlidingLayer): Node {
  const ceil = 'ceil' in (layer.axes[0] ?? {}) && layer.axes.some((axis) => 'ceil' in axis && axis.ceil);
  const names = layer.axes.length === 1 ? ['length'] : ['depth', 'height', 'width'].slice(-layer.axes.length);
  const lines = names.map((name, i) =>
    element('div', {}, [element('span', { class: 'faint' }, [`${name}  `]), sizeFormula(layer, i)]),
  );
  const corner = cropped(layer);
  const isCut = corner?.cut.some((cut) => cut !== undefined) ?? false;
  return element('section', { class: 'formulas' }, [
    element('div', { class: 'faint' }, [letterFormula(layer.kind, ceil)]),
    ...lines,
    ...(isCut ? [element('p', { class: 'faint' }, ['The picture is its first corner.'])] : []),
  ]);
}

function step(id: string, label: string, path: string, act: () => void): Node {
  const made = element('button', { id: `step ${id}`, class: 'icon', title: label, 'aria-label': label });
  made.append(
    svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, [svg('path', { d: path })]),
  );
  made.addEventListener('click', act);
  return made;
}
