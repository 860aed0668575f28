/**
 * What modules register under a name when they are imported: `@register_model def resnet18`, `@MODELS.register('net')
 * class Net`, `add('net', Net)`, `MODELS['net'] = Net`. Modules are read name by name, so nothing of this has happened
 * when a program looks into the registry; what a text holds of it is found line by line, without parsing it.
 */

/** Where something is registered: under which definition, or among a module's other statements. */
export interface Registration {
  readonly module: string;
  readonly definition: string | undefined;
}

const DEFINITION = /^(?:async\s+)?(?:def|class)\s+(\w+)/;
const CALL = /^[A-Za-z_][\w.]*\s*\(/;
const ENTRY = /^[A-Za-z_][\w.]*\[\s*['"]([^'"]+)['"]\s*\]\s*=/;
/** The first of a pair that is given by keyword is what the pair is about, `weights=('pretrained', …)`. */
const QUOTED = /(?<!=\s*\(\s*)['"]([\w.\-/]+)['"]/g;

/** Every name under which a module may register something, with what has to run for it. */
export function registrationsIn(module: string, text: string): (readonly [string, Registration])[] {
  const found: (readonly [string, Registration])[] = [];
  let decorators = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('@') || (decorators !== '' && /^[\s)\]]/.test(line))) {
      decorators += line;
      continue;
    }
    const definition = DEFINITION.exec(line)?.[1];
    if (definition !== undefined && decorators !== '') {
      const registration = { module, definition };
      for (const name of [definition, ...quotedIn(decorators)]) found.push([name, registration]);
    } else if (definition === undefined) {
      const entry = ENTRY.exec(line)?.[1];
      const names = entry === undefined ? (CALL.test(line) ? quotedIn(line) : []) : [entry];
      for (const name of names) found.push([name, { module, definition: undefined }]);
    }
    decorators = '';
  }
  return found;
}

const quotedIn = (text: string): string[] => [...text.matchAll(QUOTED)].map(([, name]) => name ?? '');
