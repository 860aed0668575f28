/** Which class is taken for which, with the accuracy of each. */
import { element } from '../dom/element';

/** A table of more columns cannot be read; then the worst pairs are listed. */
const MOST_CLASSES = 20;

export function confusionTable(confusion: readonly (readonly number[])[], classes: readonly string[]): Node {
  const name = (index: number): string => classes[index] ?? String(index);
  const body = confusion.length <= MOST_CLASSES ? table(confusion, name) : worstPairs(confusion, name);
  return element('section', {}, [element('h2', {}, ['Confusion and accuracy by class']), body]);
}

function table(confusion: readonly (readonly number[])[], name: (index: number) => string): Node {
  const head = element('tr', {}, [
    element('th', { scope: 'col' }, ['is ↓ · said →']),
    ...confusion.map((_, column) => element('th', { scope: 'col' }, [name(column)])),
    element('th', { scope: 'col' }, ['accuracy']),
  ]);
  const rows = confusion.map((counts, row) => {
    const total = counts.reduce((a, b) => a + b, 0);
    const cells = counts.map((count, column) => {
      const cell = element('td', { class: row === column ? 'diagonal' : 'off' }, [count === 0 ? '' : String(count)]);
      const share = total === 0 ? 0 : count / total;
      cell.style.setProperty('--share', `${Math.round(100 * Math.sqrt(share))}%`);
      return cell;
    });
    return element('tr', {}, [
      element('th', { scope: 'row' }, [name(row)]),
      ...cells,
      element('td', { class: 'accuracy' }, [
        total === 0 ? '–' : `${((100 * (counts[row] ?? 0)) / total).toFixed(1)} %`,
      ]),
    ]);
  });
  return element('div', { class: 'scroll' }, [
    element('table', { class: 'confusion' }, [element('thead', {}, [head]), element('tbody', {}, rows)]),
  ]);
}

function worstPairs(confusion: readonly (readonly number[])[], name: (index: number) => string): Node {
  const pairs = confusion
    .flatMap((counts, row) => counts.map((count, column) => ({ row, column, count })))
    .filter(({ row, column, count }) => row !== column && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 20);
  return element(
    'ol',
    {},
    pairs.map(({ row, column, count }) =>
      element('li', {}, [`${name(row)} taken for ${name(column)}: ${count} times`]),
    ),
  );
}
