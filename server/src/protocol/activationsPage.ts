/** Messages between the extension and the page of a network's activations: types only. */
import type { Explained, Explanations, ImageSize } from './explain';
import type { SampleImage } from './training';

/** What the page is about, so that a reload finds it again. */
export interface ActivationsSubject {
  /** Of the Python file or notebook. */
  readonly uri: string;
  readonly cls?: string;
  readonly weights:
    | { readonly kind: 'file'; readonly file: string }
    /** A training run; its recipe says which model and which images. */
    | { readonly kind: 'run'; readonly folder: string }
    | { readonly kind: 'initial' };
  /** Undefined: the last. */
  readonly epoch?: number;
}

/** What a run has said wrongly, and was surest of. */
export interface Mistakes {
  readonly size: ImageSize;
  readonly images: readonly SampleImage[];
}

export type ActivationsState =
  | { readonly kind: 'loading'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string; readonly hasPlace: boolean }
  | { readonly kind: 'open'; readonly explained: Explained; readonly mistakes: Mistakes | undefined };

export type ToActivationsPage =
  | {
      readonly kind: 'show';
      readonly subject: ActivationsSubject;
      readonly title: string;
      readonly state: ActivationsState;
    }
  /** A file was chosen. */
  | { readonly kind: 'picked'; readonly file: string }
  | { readonly kind: 'told'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly partial: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly message: string };

/** Questions of the page: the extension adds the session. */
export type PageQuestion = Exclude<keyof Explanations, 'explain/open' | 'explain/close' | 'explain/size'>;
export type QuestionParams<N extends PageQuestion> = Omit<Explanations[N]['params'], 'session'>;

export type FromActivationsPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'question'; readonly id: number; readonly name: PageQuestion; readonly params: object }
  | { readonly kind: 'cancel'; readonly id: number }
  /** A picture in a file. */
  | { readonly kind: 'pick' }
  /** Weights from elsewhere. */
  | { readonly kind: 'choose' }
  | { readonly kind: 'epoch'; readonly epoch: number }
  | { readonly kind: 'again' }
  /** The line of a layer, or of what stands in the way. */
  | { readonly kind: 'reveal'; readonly layer: number | undefined }
  | { readonly kind: 'save'; readonly name: string; readonly bytes: Uint8Array };
