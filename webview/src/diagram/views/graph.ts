/** The graph: layers and modules that fold, with every tensor between them. */
import {
  allOpen,
  defaultFolding,
  type Folding,
  graphScene,
  type Heat,
  type Outline,
  outlineOf,
  revealed,
  type Scene,
  type SceneElement,
  toggled,
  unrolledToggled,
} from '../../../../server/src/draw';
import type { PlainLocation, RunLearning } from '../../../../server/src/protocol';
import { element } from '../../dom/element';
import { Canvas } from '../graph/canvas';
import type { Exported } from '../graph/exports';
import { type HeatId, heatOf, isLearning } from '../graph/heat';
import { learningHeat, learningText, measuredAt, scaleOf } from '../graph/learning';
import { type LearningBar, learningBar } from '../graph/learningBar';
import { minimap } from '../graph/minimap';
import { type Direction, neighbour } from '../graph/neighbours';
import { idOf } from '../graph/paint';
import { nodesAt, placeOf } from '../graph/places';
import { type GraphState, graphState } from '../graph/state';
import { toolbar } from '../graph/toolbar';
import { tooltip } from '../graph/tooltip';
import type { OpenView, Shown, View, ViewContext } from '../view';

export const graphView: View = {
  id: 'graph',
  title: 'Graph',
  open: (host, context) => new GraphView(host, context),
};

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

class GraphView implements OpenView {
  private readonly context: ViewContext;
  private readonly canvas = new Canvas(() => this.moved());
  private readonly map = minimap((x, y) => this.canvas.centre({ x, y, width: 0, height: 0 }));
  private readonly hover = tooltip();
  private readonly crumbs = element('nav', { class: 'crumbs', 'aria-label': 'Where the focus is' });
  private readonly search: HTMLInputElement;
  private kept: GraphState | undefined;
  private shown: Shown | undefined;
  private outline: Outline | undefined;
  private folding: Folding | undefined;
  private scene: Scene | undefined;
  private heat: HeatId;
  private run: RunLearning | undefined;
  private readonly learningBar: LearningBar = learningBar(() => this.draw(false));
  private focused: string | undefined;
  private found = 0;

  constructor(host: HTMLElement, context: ViewContext) {
    this.context = context;
    this.kept = graphState(context.kept());
    this.heat = this.kept?.heat ?? 'none';
    const tools = toolbar(
      {
        find: (text, goesOn) => this.find(text, goesOn),
        heat: (id) => {
          this.heat = id;
          this.askLearning();
          this.draw(false);
        },
        foldAll: () => this.fold({ open: new Set(), unrolled: new Set() }),
        openAll: () => this.outline && this.fold(allOpen(this.outline)),
        asFirst: () => this.outline && this.fold(defaultFolding(this.outline, this.context.cards())),
        zoom: (factor) => this.canvas.zoom(factor),
        fit: () => this.canvas.fit(),
        exported: (what) => this.exported(what),
        filters: () => this.ask('showFilters'),
        activations: () => this.ask('showActivations'),
      },
      this.heat,
    );
    this.search = tools.search;
    const { svg } = this.canvas;
    svg.setAttribute('tabindex', '0');
    svg.setAttribute('role', 'tree');
    svg.setAttribute('aria-label', 'Diagram of the model');
    host.append(
      tools.node,
      this.learningBar.node,
      this.crumbs,
      element('div', { class: 'stage' }, [svg, this.map.node, this.hover.node]),
    );
    this.listen();
    if (isLearning(this.heat)) this.askLearning();
  }

  learning(run: RunLearning | undefined): void {
    this.run = run;
    if (isLearning(this.heat)) this.draw(false);
  }

  show(shown: Shown): void {
    const isOther = this.shown?.model.model !== shown.model.model;
    const isSame = this.shown?.model === shown.model;
    this.shown = shown;
    if (!isSame) this.outline = outlineOf(shown.model.diagram);
    if (this.outline && (isOther || !this.folding)) {
      const kept = this.kept?.model === shown.model.model ? this.kept : undefined;
      this.folding = kept
        ? { open: new Set(kept.open), unrolled: new Set(kept.unrolled) }
        : defaultFolding(this.outline, this.context.cards());
      this.draw(false);
      if (kept?.placement) this.canvas.move(kept.placement);
      else this.canvas.fit();
    } else if (!isSame) this.draw(true);
    this.mark();
  }

  /** The layer under the cursor lights up, inside whatever is folded around it. */
  cursor(location: PlainLocation): void {
    const { shown, scene } = this;
    if (!shown || !scene) return;
    const [node] = nodesAt(shown.model, location);
    const target = node === undefined ? undefined : this.visible(node);
    this.lit = target?.key;
    this.mark();
    if (target && document.activeElement !== this.canvas.svg) this.canvas.reveal(target.box);
  }
  private lit: string | undefined;

  close(): void {
    if (isLearning(this.heat)) this.context.post({ kind: 'learning', wanted: false });
    this.hover.away();
  }

  private draw(glides: boolean): void {
    const { shown, outline, folding } = this;
    if (!shown || !outline || !folding) return;
    this.scene = graphScene(outline, folding, { heat: this.heatNow(shown) });
    this.canvas.show(this.scene, glides);
    this.canvas.svg.classList.toggle('stale', shown.isStale);
    this.moved();
  }

  private heatNow({ model: { diagram } }: Shown): Heat {
    const { heat, run, learningBar: bar } = this;
    if (!isLearning(heat)) {
      bar.hide();
      return heatOf(diagram, heat);
    }
    bar.show(run);
    const at = bar.at();
    if (run === undefined || at === undefined) {
      bar.say('');
      return heatOf(diagram, 'none');
    }
    const measured = measuredAt(diagram, run, at, heat);
    bar.say(learningText(diagram, measured, heat));
    return learningHeat(measured, scaleOf(run, heat));
  }

  private askLearning(): void {
    this.context.post({ kind: 'learning', wanted: isLearning(this.heat) });
  }

  private fold(folding: Folding): void {
    this.folding = folding;
    this.draw(true);
    this.canvas.fit();
  }

  private moved(): void {
    if (this.scene) this.map.draw(this.scene, this.canvas.window);
    this.mark();
    this.keep();
  }

  private keep(): void {
    if (!this.shown || !this.folding) return;
    this.context.keep({
      model: this.shown.model.model,
      open: [...this.folding.open],
      unrolled: [...this.folding.unrolled],
      placement: this.canvas.placement,
      heat: this.heat,
    } satisfies GraphState);
  }

  /** Which things have the focus, the cursor, or an error. */
  private mark(): void {
    const { shown, canvas, focused, lit } = this;
    for (const old of canvas.svg.querySelectorAll('.focused, .lit, .failing'))
      old.classList.remove('focused', 'lit', 'failing');
    if (focused !== undefined) canvas.nodeOf(focused)?.classList.add('focused');
    if (lit !== undefined) canvas.nodeOf(lit)?.classList.add('lit');
    if (focused === undefined) canvas.svg.removeAttribute('aria-activedescendant');
    else canvas.svg.setAttribute('aria-activedescendant', idOf(focused));
    if (shown?.isStale) this.markFailing(shown);
  }

  /** In the last good picture, the layer that fails now, and the lines that lead to it. */
  private markFailing({ model, problems }: Shown): void {
    const failing = new Set(problems.flatMap(({ location }) => (location ? nodesAt(model, location).slice(0, 1) : [])));
    const { edges } = model.diagram;
    for (const item of this.scene?.elements ?? []) {
      const isFailing =
        item.node !== undefined
          ? failing.has(item.node)
          : item.wires?.some((wire) => failing.has(edges[wire]?.to ?? -1));
      if (isFailing) this.canvas.nodeOf(item.key)?.classList.add('failing');
    }
  }

  /** What shows a node: itself, or the folded group around it. */
  private visible(node: number): SceneElement | undefined {
    const { outline, scene } = this;
    const own = scene?.elements.find((e) => e.node === node);
    if (own || !outline || !scene) return own;
    for (let g = outline.home[node]; g !== undefined; g = outline.outer.get(g)) {
      const head = outline.runOf.get(g)?.groups[0];
      const group = scene.elements.find((e) => e.kind === 'group' && (e.group === g || e.group === head));
      if (group) return group;
    }
    return undefined;
  }

  private get pointable(): readonly SceneElement[] {
    return this.scene?.elements.filter(({ kind }) => kind === 'node' || kind === 'group') ?? [];
  }

  private focus(target: SceneElement | undefined): void {
    if (!target) return;
    this.focused = target.key;
    this.canvas.reveal(target.box);
    this.drawCrumbs(target);
    this.mark();
  }

  private drawCrumbs(target: SceneElement): void {
    const { outline, shown } = this;
    if (!outline || !shown) return;
    const { nodes, groups } = shown.model.diagram;
    const path: { readonly text: string; readonly group: number | undefined }[] = [];
    const inner = target.node === undefined ? outline.outer.get(target.group ?? 0) : outline.home[target.node];
    for (let g = inner; g !== undefined; g = outline.outer.get(g))
      path.unshift({ text: g === 0 ? shown.model.model : (groups[g]?.name ?? ''), group: g });
    const own = target.node === undefined ? groups[target.group ?? 0]?.name : nodes[target.node]?.name;
    const links = path.map(({ text, group }) => {
      const link = element('button', { type: 'button' }, [text]);
      link.addEventListener('click', () => this.focus(this.pointable.find((e) => e.group === group)));
      return link;
    });
    this.crumbs.replaceChildren(...links.flatMap((link) => [link, ' › ']), element('b', {}, [own ?? '']));
  }

  private toggle(target: SceneElement, unrolls = false): void {
    const { folding, canvas } = this;
    if (!folding || target.kind !== 'group') return;
    const before = target.box;
    this.folding = unrolls ? unrolledToggled(folding, target.key) : toggled(folding, target.key);
    this.draw(true);
    const now = this.pointable.find(({ key }) => key === target.key);
    if (!now) return;
    // What was pointed at stays under the pointer.
    const { x, y, scale } = canvas.placement;
    const middle = (box: SceneElement['box']): number => box.x + box.width / 2;
    const dx = target.isOpen ? middle(before) - middle(now.box) : 0;
    canvas.move({ scale, x: x + dx * scale, y: y + (before.y - now.box.y) * scale });
    this.focused = now.key;
    this.drawCrumbs(now);
  }

  private activate(target: SceneElement): void {
    if (target.kind === 'group') this.toggle(target);
    else this.goTo(target, false);
  }

  private goTo(target: SceneElement, keepFocus: boolean): void {
    const location = this.locationOf(target);
    if (location) this.context.post({ kind: 'reveal', location, keepFocus });
  }

  private locationOf({ node, group }: SceneElement): PlainLocation | undefined {
    const { shown } = this;
    const places = node !== undefined ? shown?.model.nodes[node] : shown?.model.groups[group ?? -1];
    return places && placeOf(places);
  }

  private find(text: string, goesOn: boolean): { readonly at: number; readonly of: number } {
    const { shown, outline, folding } = this;
    const wanted = text.trim().toLowerCase();
    if (!shown || !outline || !folding || wanted === '') return { at: 0, of: 0 };
    const { nodes, groups } = shown.model.diagram;
    const matches = [
      ...groups
        .filter((g) => g.id !== 0 && `${g.module ?? ''} ${g.cls}`.toLowerCase().includes(wanted))
        .map((g) => ({ home: g.id, node: undefined as number | undefined })),
      ...nodes
        .filter((n) => `${n.module ?? n.name} ${n.detail}`.toLowerCase().includes(wanted))
        .map((n) => ({ home: outline.home[n.id] ?? 0, node: n.id as number | undefined })),
    ];
    this.found = goesOn ? (this.found + 1) % Math.max(1, matches.length) : 0;
    const match = matches[this.found];
    if (!match) return { at: 0, of: 0 };
    if (match.node !== undefined && !this.scene?.elements.some((e) => e.node === match.node)) {
      this.folding = revealed(outline, folding, match.home);
      this.draw(true);
    }
    const target =
      match.node === undefined ? this.pointable.find((e) => e.group === match.home) : this.visible(match.node);
    this.focus(target);
    if (target) this.canvas.centre(target.box);
    return { at: this.found + 1, of: matches.length };
  }

  /** Of the model that is shown. */
  private ask(command: 'showFilters' | 'showActivations'): void {
    const cls = this.shown?.model.cls;
    this.context.post({ kind: 'command', command, ...(cls !== undefined && { cls }) });
  }

  private exported(what: Exported): void {
    const { shown, outline, folding } = this;
    if (!shown || !outline || !folding) return;
    void what.run(this.context, shown.model.diagram, graphScene(outline, folding));
  }

  private at(event: Event): SceneElement | undefined {
    const group = event.target instanceof Element ? event.target.closest('[role=treeitem]') : null;
    return group ? this.pointable.find(({ key }) => idOf(key) === group.id) : undefined;
  }

  private listen(): void {
    const { svg } = this.canvas;
    svg.addEventListener('click', (event) => {
      const target = this.at(event);
      if (!target || svg.classList.contains('dragged')) return;
      this.focus(target);
      if (event.altKey || event.ctrlKey || event.metaKey) this.goTo(target, false);
      else if (target.kind === 'group') this.toggle(target, event.shiftKey);
      else this.goTo(target, true);
    });
    svg.addEventListener('pointermove', (event) => {
      const target = this.at(event);
      const location = target && event.buttons === 0 ? this.locationOf(target) : undefined;
      if (!target || !location) return this.hover.away();
      const box = svg.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      return this.hover.over(x, y, () => this.context.hover(location));
    });
    svg.addEventListener('pointerleave', () => this.hover.away());
    svg.addEventListener('keydown', (event) => this.pressed(event));
    svg.addEventListener('focus', () => {
      if (this.focused === undefined) this.focus(this.pointable[0]);
    });
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = this.pointable;
    const current = all.find(({ key }) => key === this.focused) ?? all[0];
    const direction = ARROWS[event.key];
    if (direction && current) this.focus(neighbour(all, current, direction));
    else if (event.key === 'Enter' || event.key === ' ') current && this.activate(current);
    else if (event.key === 'u') current && this.toggle(current, true);
    else if (event.key === 'l') current && this.goTo(current, false);
    else if (event.key === 'Home') this.focus(all[0]);
    else if (event.key === 'End') this.focus(all.at(-1));
    else if (event.key === '+') this.canvas.zoom(1.25);
    else if (event.key === '-') this.canvas.zoom(0.8);
    else if (event.key === '0') this.canvas.fit();
    else if (event.key === '/') this.search.focus();
    else return;
    event.preventDefault();
  }
}
