/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) and GitHub's workflow commands. */
import type { Problem } from '../graph';
import type { Lines } from './json';

export interface CheckedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly models: number;
  readonly ms: number;
  readonly lines: Lines;
}

const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

export function formatSarif(checked: readonly CheckedFile[]): string {
  const results = checked.flatMap((c) =>
    c.problems.map((p) => {
      const at = c.lines.at(p.place);
      return {
        ruleId: p.code,
        level: LEVELS[p.severity],
        message: { text: p.message },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: at.file },
              region: { startLine: at.line, startColumn: at.column },
            },
          },
        ],
      };
    }),
  );
  const rules = [...new Set(results.map((r) => r.ruleId))].sort().map((id) => ({ id }));
  const run = { tool: { driver: { name: 'Convscope', rules } }, results };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

export function formatGithub(checked: readonly CheckedFile[]): string {
  const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const commands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;
  return checked
    .flatMap((c) =>
      c.problems.map((p) => {
        const at = c.lines.at(p.place);
        return `::${commands[p.severity]} file=${at.file},line=${at.line},col=${at.column},title=${p.code}::${escaped(p.message)}\n`;
      }),
    )
    .join('');
}
