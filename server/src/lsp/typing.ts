/** Completion and signature help, while a call is being typed. */
import { type CompletionItem, CompletionItemKind, InsertTextFormat, type SignatureHelp } from 'vscode-languageserver';
import { argumentCompletions, blockCompletions, type Completion, commentCompletions, signatureAt } from '../editor';
import type { Questions } from './bridge';
import { offsetIn } from './document';
import type { Opened, Workspace } from './workspace';

type At = Questions['completion']['params'];

export function completions(workspace: Workspace, { uri, position }: At): CompletionItem[] {
  const opened = workspace.find(uri);
  const offset = opened && offsetIn(opened.document, uri, position);
  if (!opened || offset === undefined || workspace.setting('completion.enabled') !== true) return [];
  workspace.refreshShown(opened);
  const context = contextOf(opened, offset);
  if (!context) return [];
  const found = [
    ...commentCompletions(context, offset),
    ...blockCompletions(context, offset),
    ...argumentCompletions(context, offset, (text) => workspace.readText(opened, text)),
  ];
  return found.map(item);
}

function contextOf({ document, tree, reading }: Opened, offset: number) {
  const selection = { start: offset, end: offset };
  return reading && { file: document.path, text: document.text, tree, reading, selection };
}

const KINDS = {
  value: CompletionItemKind.Value,
  block: CompletionItemKind.Snippet,
  directive: CompletionItemKind.Snippet,
} as const;

function item({ label, insert, detail, kind, isSnippet, filter }: Completion, order: number): CompletionItem {
  return {
    label,
    insertText: insert,
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    filterText: filter,
    detail,
    kind: KINDS[kind],
    sortText: `${kind === 'block' ? 'z' : '0'}${String(order).padStart(3, '0')}`,
  };
}

export function signature(workspace: Workspace, { uri, position }: At): SignatureHelp | null {
  const opened = workspace.find(uri);
  const offset = opened && offsetIn(opened.document, uri, position);
  if (!opened?.reading || offset === undefined || workspace.setting('signatureHelp.enabled') !== true) return null;
  const help = signatureAt(opened.reading, opened.document.text, offset);
  if (!help) return null;
  return {
    signatures: [
      {
        label: help.label,
        documentation: { kind: 'markdown', value: help.markdown },
        parameters: help.parameters.map(([start, end]) => ({ label: [start, end] })),
      },
    ],
    activeSignature: 0,
    // Past the last one: none is marked.
    activeParameter: help.active ?? help.parameters.length,
  };
}
