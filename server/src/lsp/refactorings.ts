/** Refactorings as code actions, and for the palette's commands. Each is proven before it is offered. */
import type { CodeAction, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { REFACTORINGS, type RefactoringId } from '../config';
import type { RefactoringAnswer, Requests } from '../protocol';
import { effectText, type Offer, offersAt, type Proven, prove } from '../refactor';
import type { Questions } from './bridge';
import { type Document, offsetIn, type Range, rangeIn } from './document';
import type { Opened, Workspace } from './workspace';

/** Whether a kind is among those that are asked for, or under one of them. */
export const asksFor = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((one) => isUnder(kind, one) || isUnder(one, kind));

const isUnder = (kind: string, parent: string): boolean =>
  parent === '' || kind === parent || kind.startsWith(`${parent}.`);

const kindOf = (id: RefactoringId): string => REFACTORINGS.find((r) => r.id === id)?.kind ?? 'refactor';

export function refactorings(
  workspace: Workspace,
  opened: Opened,
  { uri, range, only, turn }: Questions['actions']['params'],
): CodeAction[] {
  if (workspace.setting('refactorings.enabled') !== true) return [];
  const isWanted = ({ id, isExtra }: Offer): boolean =>
    isExtra !== true && (only === undefined || only.some((k) => isUnder(kindOf(id), k)));
  const found = provenAt(
    workspace,
    opened,
    uri,
    range,
    isWanted,
    giveUpAfter(MENU_MS, () => workspace.isGivenUp(turn)),
  );
  return found.map((proven) => ({
    title: titleOf(proven),
    kind: kindOf(proven.offer.id),
    edit: workspaceEdit(proven, opened.document),
  }));
}

export function refactoringsFor(
  workspace: Workspace,
  opened: Opened,
  { uri, range, id }: Requests['convscope/refactorings']['params'],
): RefactoringAnswer[] {
  const found = provenAt(
    workspace,
    opened,
    uri,
    range,
    (one) => id === null || one.id === id,
    () => false,
  );
  return found.map((proven) => ({
    title: proven.offer.title,
    effect: effectText(proven.effects),
    edits: proven.edits.flatMap((edit) => {
      const at = rangeIn(opened.document, edit.span);
      return at ? [{ uri: at.uri, start: at.range.start, end: at.range.end, text: edit.text }] : [];
    }),
  }));
}

/**
 * A menu is not worth more than this: hovers and hints wait in the same thread. What there was no time for is proven
 * when the menu is opened again; the palette's commands take their time.
 */
const MENU_MS = 1500;

function giveUpAfter(milliseconds: number, isGivenUp: () => boolean): () => boolean {
  const end = performance.now() + milliseconds;
  return () => performance.now() > end || isGivenUp();
}

/** What was proven for a document and a selection: asked for again while nothing has changed, it is at hand. */
const known = new WeakMap<Document, Map<string, Proven | undefined>>();

function provenAt(
  workspace: Workspace,
  opened: Opened,
  uri: string,
  range: Range,
  isWanted: (offer: Offer) => boolean,
  isGivenUp: () => boolean,
): Proven[] {
  const { document, tree, reading } = opened;
  const start = offsetIn(document, uri, range.start),
    end = offsetIn(document, uri, range.end);
  if (!reading || start === undefined || end === undefined || opened.dirty) return [];
  const context = { file: document.path, text: document.text, tree, reading, selection: { start, end } };
  const memory = known.get(document) ?? new Map<string, Proven | undefined>();
  known.set(document, memory);
  const found: Proven[] = [];
  for (const offer of offersAt(context)) {
    if (!isWanted(offer)) continue;
    if (isGivenUp()) break;
    const name = JSON.stringify([offer.title, offer.candidates]);
    if (!memory.has(name))
      memory.set(
        name,
        prove(context, offer, (text) => workspace.readText(opened, text)),
      );
    const proven = memory.get(name);
    if (proven) found.push(proven);
  }
  return found;
}

/** `Insert residual block · + 4,672 params`. */
function titleOf({ offer, effects }: Proven): string {
  const params = effectText(effects)
    .split(' · ')
    .find((part) => part.endsWith('params'));
  return params === undefined ? offer.title : `${offer.title} · ${params}`;
}

/** The preview of the change says what it costs. */
function workspaceEdit(proven: Proven, document: Document): WorkspaceEdit {
  const byPart = new Map<string, TextDocumentEdit['edits']>();
  for (const edit of proven.edits) {
    const at = rangeIn(document, edit.span);
    if (!at) continue;
    const edits = byPart.get(at.uri) ?? [];
    edits.push({ range: at.range, newText: edit.text, annotationId: 'cost' });
    byPart.set(at.uri, edits);
  }
  return {
    documentChanges: [...byPart].map(([uri, edits]) => ({ textDocument: { uri, version: null }, edits })),
    changeAnnotations: { cost: { label: proven.offer.title, description: effectText(proven.effects) } },
  };
}
