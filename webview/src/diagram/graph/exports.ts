/** Pictures and tables for elsewhere, always in the print palette. */
import { type Diagram, markdownOf, type Scene, svgOf, tikzOf } from '../../../../server/src/draw';
import type { ViewContext } from '../view';

export interface Exported {
  readonly title: string;
  readonly run: (context: ViewContext, diagram: Diagram, scene: Scene) => void | Promise<void>;
}

const nameOf = ({ cls }: Diagram, ending: string): string => `${cls.toLowerCase() || 'network'}.${ending}`;

export const EXPORTS: readonly Exported[] = [
  {
    title: 'Save as SVG…',
    run: async (context, diagram, scene) => {
      const content = await svg(context, scene);
      context.post({ kind: 'save', name: nameOf(diagram, 'svg'), content, isBase64: false });
    },
  },
  {
    title: 'Save as PNG…',
    run: async (context, diagram, scene) => {
      const content = await png(await svg(context, scene), scene);
      context.post({ kind: 'save', name: nameOf(diagram, 'png'), content, isBase64: true });
    },
  },
  {
    title: 'Save as PDF…',
    run: ({ post }, diagram, scene) => post({ kind: 'print', name: nameOf(diagram, 'pdf'), scene }),
  },
  {
    title: 'Save as TikZ…',
    run: ({ post }, diagram, scene) =>
      post({ kind: 'save', name: nameOf(diagram, 'tex'), content: tikzOf(scene), isBase64: false }),
  },
  {
    title: 'Copy table for a paper (Markdown)',
    run: ({ post }, diagram) => post({ kind: 'copy', text: markdownOf(diagram), what: 'Table' }),
  },
  { title: 'Copy TikZ', run: ({ post }, _, scene) => post({ kind: 'copy', text: tikzOf(scene), what: 'TikZ' }) },
  {
    title: 'Copy SVG',
    run: async (context, _, scene) => context.post({ kind: 'copy', text: await svg(context, scene), what: 'SVG' }),
  },
];

const svg = async ({ fonts }: ViewContext, scene: Scene): Promise<string> => svgOf(scene, 'print', await fonts());

/** Twice the size, as far as a canvas goes. */
async function png(picture: string, { width, height }: Scene): Promise<string> {
  const scale = Math.min(2, 16_000 / Math.max(width, height));
  const image = new Image();
  const url = URL.createObjectURL(new Blob([picture], { type: 'image/svg+xml' }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * scale);
    canvas.height = Math.ceil(height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
  } finally {
    URL.revokeObjectURL(url);
  }
}
