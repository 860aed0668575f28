/** What a view of the diagram's panel is, and what the panel gives it. */
import type { SvgFonts } from '../../../server/src/draw';
import type {
  DiagramModel,
  DiagramProblem,
  FromDiagramPage,
  KernelsAnswer,
  PlainLocation,
  RequestName,
  Requests,
  RunLearning,
} from '../../../server/src/protocol';

export interface Shown {
  readonly model: DiagramModel;
  readonly models: readonly { readonly model: string; readonly cls: string }[];
  /** Errors in the code as it is now. */
  readonly problems: readonly DiagramProblem[];
  /** The code is broken just now: this is what it was before. */
  readonly isStale: boolean;
}

export interface ViewContext {
  readonly uri: () => string;
  /** About how many are to be seen at first; undefined: as many as usual. */
  readonly cards: () => number | undefined;
  readonly post: (message: FromDiagramPage) => void;
  /** undefined: there is no answer. */
  readonly ask: <N extends RequestName>(
    name: N,
    params: Requests[N]['params'],
  ) => Promise<Requests[N]['result'] | undefined>;
  /** The editor's hover at a place, as Markdown. */
  readonly hover: (location: PlainLocation) => Promise<string>;
  /** The text of the file at the last commit, or why there is none. */
  readonly committed: () => Promise<{ readonly text: string } | { readonly reason: string }>;
  /** Trained kernels of a layer; undefined: the person did not choose weights. */
  readonly kernels: (model: string, layer: string, chooses: boolean) => Promise<KernelsAnswer | undefined>;
  /** For SVG that goes elsewhere; undefined: there are none at hand. */
  readonly fonts: () => Promise<SvgFonts | undefined>;
  /** What this view kept when it was last open, also before a reload. */
  readonly kept: () => unknown;
  readonly keep: (state: unknown) => void;
}

export interface OpenView {
  readonly show: (shown: Shown) => void;
  /** The cursor moved in the code. */
  readonly cursor?: (location: PlainLocation) => void;
  /** How its last training run goes; undefined: there is none. */
  readonly learning?: (run: RunLearning | undefined) => void;
  readonly close: () => void;
}

/** One tab of the panel: a file in views/, listed in views.ts. */
export interface View {
  readonly id: string;
  readonly title: string;
  readonly open: (host: HTMLElement, context: ViewContext) => OpenView;
}
