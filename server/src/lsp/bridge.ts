/** Messages between the server's thread and the reader's thread, typed in one place. */
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  Diagnostic,
  Hover,
  InlayHint,
  SignatureHelp,
} from 'vscode-languageserver';
import type { RequestName, Requests, StatusMessage } from '../protocol';
import type { Position, Range } from './document';

const GIVEN_UP = 64;
/** Length of the shared memory: how many edits were sent, then the questions that were given up lately. */
export const SHARED_LENGTH = 1 + GIVEN_UP;
export const givenUpSlot = (turn: number): number => 1 + (turn % GIVEN_UP);

/** What the reader answers. */
export interface Questions {
  hints: { params: { readonly uri: string; readonly range: Range }; result: InlayHint[] };
  hover: { params: { readonly uri: string; readonly position: Position }; result: Hover | null };
  lenses: { params: { readonly uri: string }; result: CodeLens[] };
  /** `only`: kinds that are asked for; `turn`: counts these questions, so that one that is given up can stop. */
  actions: {
    params: {
      readonly uri: string;
      readonly range: Range;
      readonly only: readonly string[] | undefined;
      readonly turn: number;
    };
    result: CodeAction[];
  };
  completion: { params: { readonly uri: string; readonly position: Position }; result: CompletionItem[] };
  signature: { params: { readonly uri: string; readonly position: Position }; result: SignatureHelp | null };
  custom: {
    params: { readonly name: RequestName; readonly params: Requests[RequestName]['params'] };
    result: Requests[RequestName]['result'];
  };
}
export type QuestionName = keyof Questions;

export type ToReader =
  | {
      readonly kind: 'configure';
      readonly settings: Readonly<Record<string, unknown>>;
      readonly workspace: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
      readonly cancel: SharedArrayBuffer;
    }
  | { readonly kind: 'settings'; readonly settings: Readonly<Record<string, unknown>> }
  | { readonly kind: 'open'; readonly uri: string; readonly text: string }
  | {
      readonly kind: 'change';
      readonly uri: string;
      readonly changes: readonly { readonly range: Range | undefined; readonly text: string }[];
    }
  | {
      readonly kind: 'notebook';
      readonly uri: string;
      readonly cells: readonly { readonly uri: string; readonly text: string }[];
    }
  | { readonly kind: 'close'; readonly uri: string }
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'ask'; readonly id: number; readonly question: QuestionName; readonly params: unknown };

export type FromReader =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'diagnostics'; readonly uri: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'status'; readonly status: StatusMessage }
  /** Hints or lenses changed without an edit: typing rested, another file or a setting changed. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'log'; readonly message: string };
