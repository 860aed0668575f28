/** The textbook picture: blocks as large as what each step of the model gives. */
import { outlineOf, type Scene, type SceneElement, volumeScene } from '../../../../server/src/draw';
import type { PlainLocation } from '../../../../server/src/protocol';
import { element } from '../../dom/element';
import { Canvas } from '../graph/canvas';
import { exportMenu } from '../graph/exportMenu';
import { idOf } from '../graph/paint';
import { groupsAt, nodesAt, placeOf } from '../graph/places';
import type { OpenView, Shown, View, ViewContext } from '../view';

export const volumeView: View = {
  id: 'volume',
  title: 'Volume',
  open: (host, context) => new VolumeView(host, context),
};

class VolumeView implements OpenView {
  private readonly context: ViewContext;
  private readonly canvas = new Canvas(() => this.mark());
  private shown: Shown | undefined;
  private scene: Scene | undefined;
  private focused = 0;
  private lit: string | undefined;

  constructor(host: HTMLElement, context: ViewContext) {
    this.context = context;
    const { svg } = this.canvas;
    svg.setAttribute('tabindex', '0');
    svg.setAttribute('role', 'tree');
    svg.setAttribute('aria-label', 'Blocks of the model');
    const menu = exportMenu((what) => {
      if (this.shown && this.scene) void what.run(this.context, this.shown.model.diagram, this.scene);
    });
    const tools = element('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Volume' }, [menu]);
    host.append(tools, element('div', { class: 'stage' }, [svg]));
    svg.addEventListener('keydown', (event) => this.pressed(event));
    svg.addEventListener('click', (event) => this.clicked(event));
  }

  show(shown: Shown): void {
    const isOther = this.shown?.model.model !== shown.model.model;
    this.shown = shown;
    this.scene = volumeScene(outlineOf(shown.model.diagram));
    this.canvas.show(this.scene, !isOther);
    if (isOther) this.canvas.fitAll();
    this.canvas.svg.classList.toggle('stale', shown.isStale);
    this.mark();
  }

  cursor(location: PlainLocation): void {
    if (!this.shown) return;
    const nodes = new Set(nodesAt(this.shown.model, location)),
      groups = new Set(groupsAt(this.shown.model, location));
    this.lit = this.blocks.find(({ node, group }) => nodes.has(node ?? -1) || groups.has(group ?? -1))?.key;
    this.mark();
  }

  close(): void {}

  private get blocks(): readonly SceneElement[] {
    return this.scene?.elements.filter(({ kind }) => kind !== 'edge') ?? [];
  }

  private mark(): void {
    const { svg } = this.canvas;
    for (const old of svg.querySelectorAll('.focused, .lit')) old.classList.remove('focused', 'lit');
    const key = this.blocks[this.focused]?.key;
    if (key !== undefined) {
      this.canvas.nodeOf(key)?.classList.add('focused');
      svg.setAttribute('aria-activedescendant', idOf(key));
    }
    if (this.lit !== undefined) this.canvas.nodeOf(this.lit)?.classList.add('lit');
  }

  private pressed(event: KeyboardEvent): void {
    const last = this.blocks.length - 1;
    const to = { ArrowRight: this.focused + 1, ArrowLeft: this.focused - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      this.focused = Math.min(last, Math.max(0, to));
      const block = this.blocks[this.focused];
      if (block) this.canvas.reveal(block.box);
      this.mark();
    } else if (event.key === 'Enter') this.goTo(this.blocks[this.focused], false);
    else if (event.key === '0') this.canvas.fitAll();
    else if (event.key === '+') this.canvas.zoom(1.25);
    else if (event.key === '-') this.canvas.zoom(0.8);
    else return;
    event.preventDefault();
  }

  private clicked(event: MouseEvent): void {
    const found = event.target instanceof Element ? event.target.closest('[role=treeitem]') : null;
    const at = this.blocks.findIndex(({ key }) => idOf(key) === found?.id);
    if (at < 0 || this.canvas.svg.classList.contains('dragged')) return;
    this.focused = at;
    this.mark();
    this.goTo(this.blocks[at], true);
  }

  private goTo(block: SceneElement | undefined, keepFocus: boolean): void {
    const { shown } = this;
    const places = block?.node !== undefined ? shown?.model.nodes[block.node] : shown?.model.groups[block?.group ?? -1];
    const location = places && placeOf(places);
    if (location) this.context.post({ kind: 'reveal', location, keepFocus });
  }
}
