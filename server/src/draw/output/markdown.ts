/** The layers of a model as a Markdown table, for a paper or an issue. */
import { countText } from '../../graph';
import type { Diagram, DiagramNode } from '../diagram';

export function markdownOf({ model, nodes, groups }: Diagram): string {
  const rows = nodes
    .filter(({ look }) => look !== 'chip')
    .map((node) => `| ${[nameOf(node), escaped(node.detail), node.size, paramsOf(node)].join(' | ')} |`);
  const total = groups[0]?.costs;
  const sum = [total?.params, total?.macs];
  const [params, macs] = sum.map((value) => (value === undefined ? '?' : countText(value)));
  return `**${escaped(model)}**: ${params} parameters, ${macs} multiply-adds

| Layer | Operation | Output | Parameters |
| --- | --- | --- | ---: |
${rows.join('\n')}
`;
}

const nameOf = ({ module, name }: DiagramNode): string => (module === undefined ? escaped(name) : `\`${module}\``);
const paramsOf = ({ costs }: DiagramNode): string => (costs.params ? costs.params.toLocaleString('en-US') : '');
const escaped = (text: string): string => text.replaceAll('|', '\\|');
