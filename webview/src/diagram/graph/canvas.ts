/**
 * A scene on the screen: panned, zoomed, and only as much of it in the document as can be seen. Things that are drawn
 * again elsewhere glide there, unless a person asked for less motion.
 */
import type { Box, Scene, SceneElement } from '../../../../server/src/draw';
import { svg as svgElement } from '../../dom/svg';
import { painted } from './paint';

export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const LEAST = 0.08;
const MOST = 4;
/** Pixels around the window that are drawn too. */
const AROUND = 200;
const GLIDE_MS = 180;
const MOST_GLIDING = 400;

export class Canvas {
  readonly svg: SVGSVGElement;
  private readonly world = svgElement('g');
  private readonly layers = { frame: svgElement('g'), edge: svgElement('g'), item: svgElement('g') };
  private readonly drawn = new Map<string, { readonly element: SceneElement; readonly node: SVGGElement }>();
  private readonly changed: () => void;
  private scene: Scene | undefined;
  private placed: Placement = { x: 0, y: 0, scale: 1 };
  private request = 0;

  /** `changed`: the view moved. */
  constructor(changed: () => void) {
    this.changed = changed;
    this.svg = svgElement('svg', { class: 'canvas' }, [this.world]);
    this.world.append(this.layers.frame, this.layers.edge, this.layers.item);
    this.listen();
  }

  get placement(): Placement {
    return this.placed;
  }

  /** Where the window is in the scene. */
  get window(): Box {
    const { x, y, scale } = this.placed;
    return { x: -x / scale, y: -y / scale, width: this.svg.clientWidth / scale, height: this.svg.clientHeight / scale };
  }

  show(scene: Scene, glides: boolean): void {
    const before = new Map([...this.drawn].map(([key, { element }]) => [key, element.box] as const));
    for (const { node } of this.drawn.values()) node.remove();
    this.drawn.clear();
    this.scene = scene;
    this.cull();
    if (glides && before.size > 0 && before.size < MOST_GLIDING && !prefersStill()) this.glide(before);
  }

  nodeOf(key: string): SVGGElement | undefined {
    return this.drawn.get(key)?.node;
  }

  move(placement: Placement): void {
    this.placed = { ...placement, scale: Math.min(MOST, Math.max(LEAST, placement.scale)) };
    this.later();
  }

  /** Zooms so that the point of the window at x, y stays where it is. */
  zoom(factor: number, x = this.svg.clientWidth / 2, y = this.svg.clientHeight / 2): void {
    const scale = Math.min(MOST, Math.max(LEAST, this.placed.scale * factor));
    const share = scale / this.placed.scale;
    this.move({ scale, x: x - (x - this.placed.x) * share, y: y - (y - this.placed.y) * share });
  }

  /** The whole width and the top, no smaller than is readable. */
  fit(): void {
    if (!this.scene) return;
    const scale = Math.min(1, Math.max(0.5, this.svg.clientWidth / this.scene.width));
    const spare = this.svg.clientWidth - this.scene.width * scale;
    this.move({ scale, x: spare / 2 - this.scene.x * scale, y: -this.scene.y * scale });
  }

  /** All of it, in the middle. */
  fitAll(): void {
    if (!this.scene) return;
    const { clientWidth, clientHeight } = this.svg;
    const scale = Math.min(1.5, clientWidth / this.scene.width, clientHeight / this.scene.height);
    const x = (clientWidth - this.scene.width * scale) / 2,
      y = (clientHeight - this.scene.height * scale) / 2;
    this.move({ scale, x: x - this.scene.x * scale, y: y - this.scene.y * scale });
  }

  /** Brings a box into the window, if it is not. */
  reveal(box: Box): void {
    const w = this.window;
    const isIn =
      box.x >= w.x && box.y >= w.y && box.x + box.width <= w.x + w.width && box.y + box.height <= w.y + w.height;
    if (!isIn) this.centre(box);
  }

  centre(box: Box): void {
    const { scale } = this.placed;
    const x = this.svg.clientWidth / 2 - (box.x + box.width / 2) * scale,
      y = this.svg.clientHeight / 2 - (box.y + Math.min(box.height, 200) / 2) * scale;
    this.move({ x, y, scale });
  }

  private later(): void {
    if (this.request !== 0) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      this.cull();
      this.changed();
    });
  }

  private cull(): void {
    const { x, y, scale } = this.placed;
    this.world.setAttribute('transform', `translate(${x} ${y}) scale(${scale})`);
    this.svg.setAttribute('data-detail', scale < 0.3 ? 'least' : scale < 0.55 ? 'less' : 'all');
    const w = this.window,
      around = AROUND / scale;
    for (const element of this.scene?.elements ?? []) {
      const { box, key } = element;
      const isSeen =
        box.x < w.x + w.width + around &&
        box.x + box.width > w.x - around &&
        box.y < w.y + w.height + around &&
        box.y + box.height > w.y - around;
      const known = this.drawn.get(key);
      if (isSeen && !known) this.add(element);
      else if (!isSeen && known) {
        known.node.remove();
        this.drawn.delete(key);
      }
    }
  }

  private add(element: SceneElement): void {
    const node = painted(element);
    const layer = element.kind === 'frame' ? 'frame' : element.kind === 'edge' ? 'edge' : 'item';
    if (layer === 'frame') this.insertFrame(element, node);
    else this.layers[layer].append(node);
    this.drawn.set(element.key, { element, node });
  }

  /** Outer frames lie behind inner ones, in whichever order they come into view. */
  private insertFrame({ box }: SceneElement, node: SVGGElement): void {
    const inner = [...this.drawn.values()].find(
      ({ element }) =>
        element.kind === 'frame' &&
        element.box.x >= box.x &&
        element.box.y >= box.y &&
        element.box.width < box.width &&
        element.box.height < box.height,
    );
    this.layers.frame.insertBefore(node, inner?.node ?? null);
  }

  private glide(before: ReadonlyMap<string, Box>): void {
    const timing = { duration: GLIDE_MS, easing: 'ease-out' };
    for (const [key, { element, node }] of this.drawn) {
      const old = before.get(key);
      if (!old || element.kind === 'edge') node.animate([{ opacity: 0 }, { opacity: 1 }], timing);
      else if (old.x !== element.box.x || old.y !== element.box.y) {
        const from = `translate(${old.x - element.box.x}px, ${old.y - element.box.y}px)`;
        node.animate([{ transform: from }, { transform: 'none' }], timing);
      }
    }
  }

  private listen(): void {
    const { svg } = this;
    svg.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.ctrlKey || event.metaKey) {
          const box = svg.getBoundingClientRect();
          this.zoom(Math.exp(-event.deltaY * 0.002), event.clientX - box.left, event.clientY - box.top);
          return;
        }
        const [dx, dy] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
        this.move({ ...this.placed, x: this.placed.x - dx, y: this.placed.y - dy });
      },
      { passive: false },
    );
    let from: { readonly x: number; readonly y: number } | undefined;
    svg.addEventListener('pointerdown', (event) => {
      if (event.button === 0 || event.button === 1) from = { x: event.clientX, y: event.clientY };
    });
    svg.addEventListener('pointermove', (event) => {
      if (!from || event.buttons === 0) return;
      if (!svg.hasPointerCapture(event.pointerId)) {
        if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < 4) return;
        svg.setPointerCapture(event.pointerId);
        svg.classList.add('dragged');
      }
      this.move({
        ...this.placed,
        x: this.placed.x + event.clientX - from.x,
        y: this.placed.y + event.clientY - from.y,
      });
      from = { x: event.clientX, y: event.clientY };
    });
    svg.addEventListener('pointerup', () => {
      from = undefined;
      // A click that ends a drag is none.
      setTimeout(() => svg.classList.remove('dragged'), 0);
    });
  }
}

const prefersStill = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
