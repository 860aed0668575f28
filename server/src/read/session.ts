/** What a reading of one file keeps at hand while it goes on. */
import type { Graph, InputSource } from '../graph';
import type { InstanceValue, ReaderInterpreter, Value } from '../python';
import type { ModuleTree } from '../syntax';
import type { InputSpec } from './inputs';
import type { Log, Recorder } from './record';
import type { Files } from './roots';
import { writeGraph } from './write';

export interface ReadRequest {
  readonly file: string;
  readonly tree: ModuleTree;
  readonly files: Files;
  /** Import roots, in order. */
  readonly roots: readonly string[];
  /** Parsed trees of imported files, kept by the caller. */
  readonly treeOf: (file: string, text: string) => ModuleTree;
  /** A Python expression in the file's own scope; undefined: every model that the file builds or can build. */
  readonly model?: string | undefined;
  readonly inputs?: readonly InputSpec[] | undefined;
  /** Sizes chosen by a person for a class, by its name. */
  readonly dial?: ReadonlyMap<string, readonly InputSpec[]> | undefined;
  readonly train?: boolean | undefined;
  /** `enough`: stop once every class of the file was seen at work (the editor); `all`: every candidate. */
  readonly extent?: 'enough' | 'all' | 'given';
  readonly fuel?: number;
  readonly cancelled?: () => boolean;
}

export interface Session {
  readonly request: ReadRequest;
  readonly recorder: Recorder;
  readonly interpreter: ReaderInterpreter;
  readonly isUserFile: (file: string) => boolean;
  /** Models that the file calls with something of unknown size. */
  readonly unsized: Set<InstanceValue>;
  readonly graphs: { readonly graph: Graph; readonly root: InstanceValue }[];
}

export function setMode(session: Session, model: InstanceValue, train: boolean): void {
  const { interpreter } = session;
  interpreter.guarded(() => interpreter.call(interpreter.getAttribute(model, train ? 'train' : 'eval'), []));
}

export function graphOf(
  session: Session,
  log: Log,
  root: InstanceValue,
  result: Value | undefined,
  model: string,
  inputSource: InputSource,
  hasProblems = true,
): Graph {
  const training = root.attrs.get('training');
  return writeGraph(log, root, result, session.recorder, {
    model,
    file: session.request.file,
    mode: training?.kind === 'bool' && training.value ? 'train' : 'eval',
    inputSource,
    isUserFile: session.isUserFile,
    hasProblems,
  });
}
