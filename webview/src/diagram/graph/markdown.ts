/** The Markdown of hovers as elements: paragraphs, rules, tables, code, bold, links as text. Nothing is parsed as HTML. */
import { element } from '../../dom/element';

export function markdownNodes(markdown: string): Node[] {
  const nodes: Node[] = [];
  let table: HTMLTableElement | undefined, code: string[] | undefined;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) {
      if (code) nodes.push(element('pre', {}, [code.join('\n')]));
      code = code ? undefined : [];
      continue;
    }
    if (code) {
      code.push(line);
      continue;
    }
    if (/^\|[\s|:-]*\|$/.test(line)) continue;
    if (line.startsWith('|')) {
      if (!table) {
        table = element('table');
        nodes.push(table);
      }
      const cells = line.slice(1, -1).split('|');
      table.append(
        element(
          'tr',
          {},
          cells.map((cell) => element('td', {}, inline(cell.trim()))),
        ),
      );
      continue;
    }
    table = undefined;
    if (line.trim() === '') continue;
    nodes.push(/^(---|\*\*\*)$/.test(line.trim()) ? element('hr') : element('p', {}, inline(line)));
  }
  return nodes;
}

function inline(text: string): (Node | string)[] {
  const parts = text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(`[^`]*`|\*\*[^*]*\*\*|_[^_]+_)/);
  return parts.map((part) => {
    if (/^`.*`$/.test(part)) return element('code', {}, [part.slice(1, -1)]);
    if (/^\*\*.*\*\*$/.test(part)) return element('b', {}, [part.slice(2, -2)]);
    return part.replaceAll('\\', '');
  });
}
