/** What was meant by a name that a recipe does not know. */
import type { Fields } from './field';

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]|loss$/g, '');

/** `SGD`, `CrossEntropyLoss`, `FashionMNIST`: as PyTorch calls them. */
export function choiceNear(given: string, choices: Readonly<Record<string, string>>): string | undefined {
  const names = Object.keys(choices);
  return names.find((name) => bare(name) === bare(given)) ?? names.find((name) => isNear(name, given.toLowerCase()));
}

/** Names that others give to fields, where they stand in a recipe. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  learning_rate: 'optimizer.lr',
  wd: 'optimizer.weight_decay',
  criterion: 'loss',
  dataset: 'data',
  scheduler: 'schedule',
  patience: 'early_stopping',
};

export function suggestion(name: string, fields: Fields, path: string): string {
  const plain = name.toLowerCase().replaceAll('-', '_');
  const near = Object.keys(fields).find((field) => isNear(field, plain));
  const other = OTHER_NAMES[plain] ?? (path === '' ? inGroup(fields, plain) : undefined);
  const [group, field] = other?.split('.') ?? [];
  if (field !== undefined && group === path) return `did you mean "${field}"?`;
  if (field !== undefined) return `did you mean "${group}": { "${field}": … }?`;
  const meant = group ?? near;
  return meant === undefined ? `there are ${Object.keys(fields).join(', ')}` : `did you mean "${meant}"?`;
}

/** `lr` → `optimizer.lr`, where only one group has such a field. */
function inGroup(fields: Fields, name: string): string | undefined {
  const groups = Object.entries(fields).filter(([, one]) => one.kind === 'group' && Object.hasOwn(one.fields, name));
  const [only, ...others] = groups;
  return only !== undefined && others.length === 0 ? `${only[0]}.${name}` : undefined;
}

/** Equal but for one letter or two, or one within the other. */
function isNear(a: string, b: string): boolean {
  if (a.length > 3 && b.length > 3 && (a.includes(b) || b.includes(a))) return true;
  return Math.abs(a.length - b.length) <= 2 && distance(a, b) <= 2;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
