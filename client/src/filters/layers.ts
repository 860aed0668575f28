/** The layers with filters that a page lists. */
import { hasFilters } from '../../../server/src/inspect';
import type { FilterLayer, ModelWeights, WeightsAnswer } from '../../../server/src/protocol';

/** In the model's order where it is known; what it does not know comes after. */
export function layersOf({ tensors, match }: WeightsAnswer, model: ModelWeights | undefined): readonly FilterLayer[] {
  const held = new Map(tensors.map((one) => [one.name, one]));
  const known = (model?.layers ?? []).flatMap(({ name, cls, transposed, image, location }): FilterLayer[] => {
    const stored = held.get(match?.pairs.find(({ wanted }) => wanted === name)?.held ?? '');
    return stored === undefined
      ? []
      : [{ name: stored.name, label: withoutWeight(name), cls, shape: stored.shape, transposed, image, location }];
  });
  const rest = tensors
    .filter(({ name, shape }) => hasFilters(shape) && !known.some((one) => one.name === name))
    .map(({ name, shape }): FilterLayer => {
      const label = withoutWeight(name);
      return { name, label, cls: '', shape, transposed: false, image: undefined, location: undefined };
    });
  return [...known, ...rest];
}

const withoutWeight = (name: string): string => name.replace(/(.)\.weight$/, '$1');
