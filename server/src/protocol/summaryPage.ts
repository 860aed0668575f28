/** Messages between the extension and the page of the summary: types only. */
import type { PlainLocation, SummaryModel } from './index';

/** What the page shows. */
export type SummaryState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'models'; readonly models: readonly SummaryModel[]; readonly notKnown: number }
  /** The file is not open, so it is not read. */
  | { readonly kind: 'closed' }
  /** The server is gone. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed' };

export interface ToSummaryPage {
  readonly uri: string;
  readonly fileName: string;
  /** Absent: unchanged. */
  readonly state?: SummaryState;
  /** The class whose model comes to the front. */
  readonly cls?: string;
}

export type SummaryPageCommand = 'setInputShape' | 'showUnknown' | 'openExample' | 'restartServer' | 'showOutput';

export type FromSummaryPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reveal'; readonly location: PlainLocation; readonly keepFocus: boolean }
  | { readonly kind: 'open' }
  | { readonly kind: 'command'; readonly command: SummaryPageCommand; readonly cls?: string };
