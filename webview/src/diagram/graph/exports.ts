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
      context.post({ kind: 'save', name: nameOf(diagram, 'svg'), content });
    },
  },
  {
    title: 'Save as PNG…',
    run: ({ post }, diagram, scene) => post({ kind: 'print', as: 'png', name: nameOf(diagram, 'png'), scene }),
  },
  {
    title: 'Save as PDF…',
    run: ({ post }, diagram, scene) => post({ kind: 'print', as: 'pdf', name: nameOf(diagram, 'pdf'), scene }),
  },
  {
    title: 'Save as TikZ…',
    run: ({ post }, diagram, scene) => post({ kind: 'save', name: nameOf(diagram, 'tex'), content: tikzOf(scene) }),
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
