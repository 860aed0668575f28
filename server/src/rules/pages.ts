/** The documentation of the rules as Markdown; docs/rules is made of it. */
import type { Level } from '../config';
import type { Rule } from './declare';

const LEVEL_TEXT: Readonly<Record<Level, string>> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Information',
  hint: 'Hint',
  off: 'Off unless selected',
};

/** `CS302-checkerboard.md`. */
export const pageName = (rule: Rule): string => `${rule.code}-${rule.name}.md`;

/** `source`: the file of the rule, from the root of the repository. */
export function pageOf(rule: Rule, source: string): string {
  const level = `${LEVEL_TEXT[rule.severity]}.${rule.hasFix ? ' A quick fix is offered.' : ''}`;
  const settings = [
    '## Settings',
    `For one line: \`# convscope: ignore[${rule.code}]\`. For a file: \`# convscope: ignore-file[${rule.code}]\`. For a project, in \`pyproject.toml\`:`,
    `\`\`\`toml\n[tool.convscope.severity]\n${rule.code} = "off"\n\`\`\``,
    `For yourself: \`"convscope.rules": { "${rule.code}": "off" }\` in the settings. The levels are \`error\`, \`warning\`, \`information\`, \`hint\` and \`off\`.`,
  ];
  return `${[banner(source), `# ${rule.name} (${rule.code})`, level, pageBody(rule), ...settings].join('\n\n')}\n`;
}

/** What it does, why, and the examples: what a report shows beside a problem too. */
export function pageBody(rule: Rule): string {
  const { what, why, references } = rule.page;
  const parts = [
    ['## What it does', what],
    ['## Why is this bad?', why],
    ['## Example', python(rule.bad)],
    ['## Use instead', python(rule.good)],
    references.length > 0 ? ['## References', references.map((r) => `- ${r}`).join('\n')] : [],
  ];
  return parts.flat().join('\n\n');
}

const GROUPS: readonly { readonly title: string; readonly of: (code: string) => boolean }[] = [
  { title: 'PyTorch refuses it', of: (code) => code.startsWith('CS1') },
  { title: 'It runs and is wrong', of: (code) => code.startsWith('CS2') },
  { title: 'It could be designed better', of: (code) => code.startsWith('CS3') },
  { title: 'Convscope’s own comments', of: (code) => code.startsWith('CS0') },
];

export function rulesIndex(rules: readonly Rule[]): string {
  const parts = [
    banner('server/src/rules'),
    '# Rules',
    'What `convscope check` and the editor look for. An error is reported only where it is proved; a warning or a hint names the numbers of your network. The code in the Problems panel opens its page.',
    ...GROUPS.flatMap(({ title, of }) => {
      const some = rules.filter((rule) => of(rule.code)).sort((a, b) => a.code.localeCompare(b.code));
      return some.length === 0 ? [] : [`## ${title}`, table(some)];
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map(
    (rule) =>
      `| [${rule.code}](${pageName(rule)}) | ${rule.name} | ${LEVEL_TEXT[rule.severity].toLowerCase()} | ${rule.hasFix ? 'yes' : ''} | ${rule.page.what.replaceAll('|', '\\|')} |`,
  );
  return ['| code | name | level | fix | what |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const banner = (source: string): string => `<!-- Generated from ${source} by \`npm run generate\`. Do not edit. -->`;
const python = (code: string): string => `\`\`\`python\n${code.trim()}\n\`\`\``;
