/** The JSON schema of a recipe, for completion and hover in VS Code, and its page of documentation. */
import { RECIPE } from './declaration';
import type { Field, Fields } from './field';

export function recipeSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Convscope recipe',
    ...groupSchema(RECIPE, { $schema: { type: 'string' } }),
  };
}

function groupSchema(fields: Fields, more: Record<string, unknown> = {}): Record<string, unknown> {
  const required = Object.keys(fields).filter((name) => isRequired(fields[name]));
  return {
    type: 'object',
    properties: {
      ...more,
      ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

const isRequired = (field: Field | undefined): boolean => field?.kind === 'text' && field.required === true;

function schemaOf(field: Field): Record<string, unknown> {
  const shown = { description: plain(field.doc), markdownDescription: field.doc };
  const value = 'default' in field ? { default: field.default } : {};
  return { ...shown, ...value, ...typeOf(field) };
}

function typeOf(field: Field): Record<string, unknown> {
  switch (field.kind) {
    case 'number':
      return {
        type: field.integer ? 'integer' : 'number',
        ...(field.min !== undefined && { minimum: field.min }),
        ...(field.above !== undefined && { exclusiveMinimum: field.above }),
        ...(field.max !== undefined && { maximum: field.max }),
      };
    case 'text':
      return { type: 'string', minLength: 1, ...(field.example !== undefined && { examples: [field.example] }) };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return {
        type: 'string',
        enum: Object.keys(field.choices),
        markdownEnumDescriptions: Object.values(field.choices),
      };
    case 'numbers':
      return {
        type: 'array',
        items: { type: 'number', ...(field.min !== undefined && { minimum: field.min }) },
        minItems: field.length ?? 1,
        ...(field.length !== undefined && { maxItems: field.length }),
      };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'number-or-word':
      return {
        anyOf: [
          { type: 'number', minimum: field.min, maximum: field.max },
          { type: 'string', enum: Object.keys(field.words) },
        ],
      };
    case 'group':
      return groupSchema(field.fields);
  }
}

const plain = (markdown: string): string => markdown.replaceAll('`', '');

/** The lines of docs/recipe.md after its banner. */
export function recipePage(): string {
  const lines: string[] = [];
  const visit = (fields: Fields, path: string): void => {
    for (const [name, field] of Object.entries(fields)) {
      const full = path === '' ? name : `${path}.${name}`;
      if (field.kind === 'group') {
        lines.push(`\n## \`${full}\`\n`, `${field.doc}\n`, ...TABLE);
        visit(field.fields, full);
      } else lines.push(`| \`${full}\` | ${kindText(field)} | ${defaultText(field)} | ${docText(field)} |`);
    }
  };
  const own = Object.fromEntries(Object.entries(RECIPE).filter(([, field]) => field.kind !== 'group'));
  const groups = Object.fromEntries(Object.entries(RECIPE).filter(([, field]) => field.kind === 'group'));
  lines.push(...TABLE);
  visit(own, '');
  visit(groups, '');
  return `${lines.join('\n')}\n`;
}

const TABLE = ['| field | value | default | |', '| --- | --- | --- | --- |'];

function kindText(field: Exclude<Field, { kind: 'group' }>): string {
  switch (field.kind) {
    case 'number':
      return `${field.integer ? 'whole number' : 'number'}${rangeText(field)}`;
    case 'text':
      return 'text';
    case 'flag':
      return 'true or false';
    case 'choice':
      return 'one of these';
    case 'numbers':
      return field.length === undefined ? 'numbers' : `${field.length} numbers`;
    case 'texts':
      return 'texts';
    case 'number-or-word':
      return `${Object.keys(field.words)
        .map((word) => `\`"${word}"\``)
        .join(', ')} or a number${rangeText(field)}`;
  }
}

function rangeText({ min, above, max }: { min?: number; above?: number; max?: number }): string {
  const least = above !== undefined ? ` above ${above}` : min !== undefined ? ` from ${min}` : '';
  return `${least}${max !== undefined ? ` to ${max}` : ''}`;
}

function defaultText(field: Exclude<Field, { kind: 'group' }>): string {
  if (isRequired(field)) return 'required';
  return 'default' in field ? `\`${JSON.stringify(field.default)}\`` : '';
}

function docText(field: Exclude<Field, { kind: 'group' }>): string {
  const choices = field.kind === 'choice' ? Object.entries(field.choices) : [];
  return [field.doc, ...choices.map(([value, doc]) => `<br>\`"${value}"\`: ${doc}`)].join(' ');
}
