/** Colours nodes by what they cost: logarithmic, the costliest layer is the hottest. */
import type { Costs, Diagram, Heat } from '../../../../server/src/draw';

/** What a model costs. */
export const COSTS = [
  { id: 'none', title: 'No heat' },
  { id: 'params', title: 'Parameters' },
  { id: 'macs', title: 'Multiply-adds' },
  { id: 'memory', title: 'Memory of the result' },
  { id: 'field', title: 'Receptive field' },
] as const;
/** How a training run of it goes. */
export const LEARNING = [
  { id: 'gradient', title: 'Training: gradients' },
  { id: 'update', title: 'Training: steps / weights' },
  { id: 'dead', title: 'Training: dead units' },
  { id: 'idle', title: 'Training: idle activations' },
] as const;
export type CostHeat = (typeof COSTS)[number]['id'];
export type LearningHeat = (typeof LEARNING)[number]['id'];
export const HEATS = [...COSTS, ...LEARNING];
export type HeatId = CostHeat | LearningHeat;

export const isLearning = (id: HeatId): id is LearningHeat => LEARNING.some((one) => one.id === id);

export function heatOf(diagram: Diagram, id: CostHeat): Heat {
  if (id === 'none') return () => undefined;
  const value = (costs: Costs): number => costs[id] ?? 0;
  const most = Math.max(1, ...diagram.nodes.map((node) => value(node.costs)));
  const low = lowest(diagram, value);
  const span = Math.log(most) - Math.log(low);
  return ({ costs }) => {
    const own = value(costs);
    if (own <= 0) return 0;
    return span <= 0 ? 1 : Math.min(1, Math.max(0, (Math.log(own) - Math.log(low)) / span));
  };
}

function lowest(diagram: Diagram, value: (costs: Costs) => number): number {
  const values = diagram.nodes.map((node) => value(node.costs)).filter((v) => v > 0);
  return values.length === 0 ? 1 : Math.min(...values);
}
