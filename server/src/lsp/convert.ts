/** Editor results to the language-server protocol, per document part. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type InlayHint,
  InlayHintKind,
  type TextEdit,
} from 'vscode-languageserver';
import type { Edit } from '../edit';
import type { Hint } from '../editor';
import type { Problem } from '../graph';
import { ruleOf } from '../rules';
import { type LineIndex, lineIndex, positionAt } from '../syntax';
import type { Document, Range } from './document';
import { positionIn, rangeIn } from './document';
import { uriOf } from './uri';

export function inlayHint(
  hint: Hint,
  document: Document,
  atLineEnd: boolean,
): { readonly uri: string; readonly hint: InlayHint } | undefined {
  const offset = atLineEnd && hint.kind !== 'layer' ? lineEnd(document.text, hint.offset) : hint.offset;
  const at = positionIn(document, offset);
  if (!at) return undefined;
  const label = hint.kind === 'layer' || hint.kind === 'return' ? hint.text : `: ${hint.text}`;
  return {
    uri: at.uri,
    hint: {
      position: at.position,
      label,
      kind: hint.kind === 'argument' ? InlayHintKind.Parameter : InlayHintKind.Type,
      paddingLeft: hint.kind === 'layer' || hint.kind === 'return',
      tooltip: { kind: 'markdown', value: hint.tooltip.join('  \n') },
    },
  };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** The link behind a code runs the command that opens the rule's page, so that it works without a network. */
export const pageCommand = (code: string): string =>
  `command:convscope.showRule?${encodeURIComponent(JSON.stringify([code]))}`;

/** Ranges of files that are not open: their text is read once a conversion. */
export class Ranges {
  private readonly indices = new Map<string, LineIndex>();
  private readonly document: Document;
  private readonly textOf: (path: string) => string | undefined;
  constructor(document: Document, textOf: (path: string) => string | undefined) {
    this.document = document;
    this.textOf = textOf;
  }
  of(place: {
    readonly file: string;
    readonly span: { readonly start: number; readonly end: number };
  }): { readonly uri: string; readonly range: Range } | undefined {
    if (place.file === this.document.path) return rangeIn(this.document, place.span);
    let index = this.indices.get(place.file);
    if (!index) {
      const text = this.textOf(place.file);
      if (text === undefined) return undefined;
      index = lineIndex(text);
      this.indices.set(place.file, index);
    }
    const start = positionAt(index, place.span.start),
      end = positionAt(index, place.span.end);
    return {
      uri: uriOf(place.file),
      range: { start: { line: start.line, character: start.column }, end: { line: end.line, character: end.column } },
    };
  }
}

export function diagnostic(
  problem: Problem,
  ranges: Ranges,
): { readonly uri: string; readonly diagnostic: Diagnostic } | undefined {
  const at = ranges.of(problem.place);
  if (!at) return undefined;
  const instances = problem.instances.filter((i) => i !== '');
  const where =
    instances.length > 0
      ? `\nIn ${instances.slice(0, 6).join(', ')}${instances.length > 6 ? ` and ${instances.length - 6} more` : ''}.`
      : '';
  return {
    uri: at.uri,
    diagnostic: {
      range: at.range,
      severity: SEVERITY[problem.severity],
      code: problem.code,
      ...(ruleOf(problem.code) && { codeDescription: { href: pageCommand(problem.code) } }),
      ...(problem.tag && { tags: [DiagnosticTag.Unnecessary] }),
      source: 'Convscope',
      message: `${problem.message}${problem.why ? `\n${problem.why}` : ''}${where}`,
      relatedInformation: problem.related.flatMap(({ message, place }) => {
        const location = ranges.of(place);
        return location ? [{ message, location }] : [];
      }),
    },
  };
}

export function quickFix(
  title: string,
  textEdits: readonly Edit[],
  of: Diagnostic,
  ranges: Ranges,
  isPreferred: boolean,
): CodeAction {
  const changes: Record<string, TextEdit[]> = {};
  for (const edit of textEdits) {
    const at = ranges.of(edit);
    if (!at) continue;
    const edits = changes[at.uri] ?? [];
    edits.push({ range: at.range, newText: edit.text });
    changes[at.uri] = edits;
  }
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [of], isPreferred, edit: { changes } };
}
