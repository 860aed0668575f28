/** The feature maps of a layer as an atlas; the chosen channel large, to point at one of its units. */
import type { LayerRow, Numbers, Seen, UnitSeen } from '../../../server/src/protocol';
import { type AtlasContent, atlas } from '../atlas/atlas';
import { element } from '../dom/element';
import { chooser, numberText, tool } from './controls';
import { nameOf } from './layerList';
import { planeOf } from './planes';
import { type PageState, SORTS } from './state';
import { unitPicker } from './unitPicker';

export interface Maps {
  readonly root: HTMLElement;
  readonly show: (shown: ShownMaps) => void;
  readonly picture: () => HTMLCanvasElement | undefined;
}

export interface ShownMaps {
  readonly layer: LayerRow;
  readonly maps: Numbers;
  readonly statistics: Seen['statistics'][number] | undefined;
  readonly unit: UnitSeen | undefined;
  readonly state: Pick<PageState, 'channel' | 'place' | 'sort' | 'scale'>;
}

export interface MapActions {
  readonly become: (change: Partial<PageState>) => void;
  readonly save: (what: 'png' | 'npy') => void;
}

export function maps({ become, save }: MapActions): Maps {
  const heading = element('h2');
  const about = element('p', { class: 'about' });
  const sort = chooser('Order', SORTS, (id) => become({ sort: id === 'most' ? 'most' : 'index' }));
  const scale = chooser(
    'Colours',
    [
      { id: 'shared', title: 'One scale for all' },
      { id: 'each', title: 'Each map by itself' },
    ],
    (id) => become({ scale: id === 'each' ? 'each' : 'shared' }),
  );
  const tools = element('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Feature maps' }, [
    sort.root,
    scale.root,
    tool('Save PNG', () => save('png')),
    tool('Save .npy', () => save('npy')),
  ]);
  let selected: string | undefined;
  const grid = atlas({
    label: 'Feature maps',
    height: 420,
    onSelect: (tile) => {
      if (tile !== undefined) become({ channel: tile, place: undefined });
    },
  });
  const picker = unitPicker((place) => become({ place }));
  const root = element('div', { class: 'maps' }, [heading, about, tools, grid.root, picker.root]);

  return {
    root,
    picture: () => grid.picture(PIXELS_OF_PNG),
    show({ layer, maps: numbers, statistics, unit, state }) {
      const content = contentOf(layer, numbers, state);
      heading.textContent = `${nameOf(layer)} · ${layer.label} ${layer.shape.join('×')}`;
      about.textContent = statistics
        ? `mean ${numberText(statistics.mean)} · deviation ${numberText(statistics.std)} · from ${numberText(statistics.least)} to ${numberText(statistics.most)} · ${(100 * statistics.zeros).toFixed(1)} % zeros · ${statistics.silent} of ${layer.shape[0] ?? 0} channels silent`
        : '';
      sort.show(state.sort);
      scale.show(state.scale);
      sort.root.hidden = layer.shape.length === 2;
      grid.describe(`Feature maps of ${nameOf(layer)}`);
      const key = `${nameOf(layer)} ${state.channel} ${state.sort}`;
      grid.show(content);
      if (key !== selected) {
        selected = key;
        grid.select(layer.shape.length === 2 ? undefined : state.channel);
      }
      picker.show(layer, numbers, state, unit);
    },
  };
}

/** Of each number, at least. */
const PIXELS_OF_PNG = 4;

/** Channels of height × width; a vector as numbers in a row; tokens × features as one matrix. */
function contentOf({ shape }: LayerRow, { data }: Numbers, { sort, scale }: ShownMaps['state']): AtlasContent {
  const isMatrix = shape.length === 2;
  const [channels, height, width] = isMatrix ? [1, shape[0] ?? 1, shape[1] ?? 1] : planeOf(shape);
  const isSigned = data.some((value) => value < 0);
  const plane = height * width;
  return {
    tiles: { data, count: channels, channels: 1, height, width },
    columns: undefined,
    order: sort === 'most' && !isMatrix ? byMean(data, channels, plane) : undefined,
    colours: isSigned ? 'diverging' : 'heat',
    range: scale === 'each' && plane > 1 ? { kind: 'each', tiles: 1 } : { kind: 'shared' },
    nameOf: (tile) => (isMatrix ? 'rows by columns' : `channel ${tile}`),
    flags: new Map(silentOf(data, channels, plane).map((channel) => [channel, 'silent'])),
  };
}

function byMean(data: Float32Array, channels: number, plane: number): number[] {
  const means = Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let i = c * plane; i < (c + 1) * plane; i += 1) sum += data[i] ?? 0;
    return sum;
  });
  return Array.from({ length: channels }, (_, c) => c).sort((a, b) => (means[b] ?? 0) - (means[a] ?? 0));
}

/** A vector's zeros need no flags. */
const silentOf = (data: Float32Array, channels: number, plane: number): number[] =>
  plane === 1
    ? []
    : Array.from({ length: channels }, (_, c) => c).filter((c) =>
        data.subarray(c * plane, (c + 1) * plane).every((value) => value === 0),
      );
