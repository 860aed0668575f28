/** The whole picture in a corner, with the window in it; a click goes there. */
import type { Box, Scene } from '../../../../server/src/draw';
import { element } from '../../dom/element';

const WIDTH = 110;
const HEIGHT = 170;

export interface Minimap {
  readonly node: HTMLElement;
  readonly draw: (scene: Scene, window: Box) => void;
}

export function minimap(goTo: (x: number, y: number) => void): Minimap {
  const canvas = element('canvas', {
    class: 'minimap',
    width: String(WIDTH * 2),
    height: String(HEIGHT * 2),
    'aria-hidden': 'true',
  });
  let shown: { scene: Scene; scale: number } | undefined;
  const jump = (event: PointerEvent): void => {
    if (!shown || event.buttons === 0) return;
    const at = canvas.getBoundingClientRect();
    goTo(
      (event.clientX - at.left) / shown.scale + shown.scene.x,
      (event.clientY - at.top) / shown.scale + shown.scene.y,
    );
  };
  canvas.addEventListener('pointerdown', jump);
  canvas.addEventListener('pointermove', jump);
  return {
    node: canvas,
    draw(scene, window) {
      const isWhole = window.width >= scene.width && window.height >= scene.height;
      canvas.hidden = isWhole;
      if (isWhole) return;
      const scale = Math.min(WIDTH / scene.width, HEIGHT / scene.height);
      shown = { scene, scale };
      paint(canvas, scene, window, scale);
    },
  };
}

function paint(canvas: HTMLCanvasElement, scene: Scene, window: Box, scale: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = style.color;
  const rect = ({ x, y, width, height }: Box): [number, number, number, number] => [
    (x - scene.x) * scale,
    (y - scene.y) * scale,
    Math.max(1, width * scale),
    Math.max(0.7, height * scale),
  ];
  for (const { kind, box } of scene.elements) {
    if (kind !== 'node' && kind !== 'group') continue;
    context.globalAlpha = kind === 'node' ? 0.75 : 0.4;
    context.fillRect(...rect(box));
  }
  context.globalAlpha = 1;
  context.strokeStyle = style.borderTopColor;
  context.lineWidth = 1.5;
  context.strokeRect(...rect(window));
}
