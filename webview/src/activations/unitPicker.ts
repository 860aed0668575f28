/** One feature map, large: a click or the arrows choose a unit, and words say what it sees. */
import type { LayerRow, Numbers, UnitSeen } from '../../../server/src/protocol';
import { atlas } from '../atlas/atlas';
import { element } from '../dom/element';
import { numberText } from './controls';
import { planeOf } from './planes';
import type { PageState } from './state';

export interface UnitPicker {
  readonly root: HTMLElement;
  readonly show: (
    layer: LayerRow,
    numbers: Numbers,
    state: Pick<PageState, 'channel' | 'place'>,
    unit: UnitSeen | undefined,
  ) => void;
}

/** The map as a matrix of numbers: each unit is a place of the grid. */
export function unitPicker(choose: (place: readonly number[] | undefined) => void): UnitPicker {
  const heading = element('h3');
  const words = element('p', { class: 'about unit', role: 'status' });
  let width = 1;
  let shown = '';
  const grid = atlas({
    label: 'Units',
    height: 300,
    onSelect: (unit) => choose(unit === undefined ? undefined : [Math.floor(unit / width), unit % width]),
  });
  const key = element('p', { class: 'about key' }, [
    element('span', { class: 'solid' }, []),
    'what the unit can see at most',
    element('span', { class: 'dashed' }, []),
    'what it sees of this image (gradient over 1 % of the largest)',
  ]);
  const root = element('section', { class: 'units' }, [heading, grid.root, words, key]);
  return {
    root,
    show(layer, { data }, { channel, place }, unit) {
      root.hidden = layer.shape.length !== 3;
      if (root.hidden) return;
      const [, height, columns] = planeOf(layer.shape);
      width = columns;
      heading.textContent = `Channel ${channel}: choose a unit`;
      grid.describe(`Units of channel ${channel}, ${height} by ${columns}`);
      const own = data.subarray(channel * height * width, (channel + 1) * height * width);
      grid.show({
        tiles: { data: own, count: own.length, channels: 1, height: 1, width: 1 },
        columns,
        order: undefined,
        colours: data.some((value) => value < 0) ? 'diverging' : 'heat',
        range: { kind: 'shared' },
        nameOf: (tile) => `row ${Math.floor(tile / width)}, column ${tile % width}`,
        flags: new Map(),
      });
      const at = place ? (place[0] ?? 0) * width + (place[1] ?? 0) : undefined;
      const now = `${layer.name} ${layer.label} ${channel} ${at}`;
      if (now !== shown) {
        shown = now;
        grid.select(at);
      }
      words.textContent =
        place === undefined
          ? 'Click a unit, or reach it with the arrows.'
          : (unit && textOf(place, unit)) || 'Computing what it sees …';
      key.hidden = unit === undefined;
    },
  };
}

function textOf(place: readonly number[], { value, field, measuredBox }: UnitSeen): string {
  const rows = (box: NonNullable<UnitSeen['field']>): string =>
    `${box.bottom - box.top + 1}×${box.right - box.left + 1} pixels (rows ${box.top}–${box.bottom}, columns ${box.left}–${box.right})`;
  const can = field ? `it can see ${rows(field)}` : 'it does not depend on the image';
  const does = measuredBox ? `here it sees ${rows(measuredBox)}` : 'here nothing moves it';
  return `Row ${place[0]}, column ${place[1]}: ${numberText(value)}; ${can}; ${does}.`;
}
