/**
 * The reader's side of the server: documents, readings and what is made of them. Lives in a worker
 * thread; knows no connection, only plain questions and answers.
 */
import { NO_CHOICE, type RuleChoice, SETTINGS, type SettingKey, severitiesIn } from '../config';
import { importRoots, projectOf, treeCache, UsageError } from '../disk';
import {
  type Choices,
  type Hint,
  type HintSettings,
  hintsOf,
  type Instance,
  type Lens,
  lensesOf,
  moveHints,
  whileTyping,
} from '../editor';
import type { Problem, Reading } from '../graph';
import {
  type ForLooking,
  type ForTraining,
  givesTheSame,
  type ImageSize,
  type InputSpec,
  type ModelRequest,
  newReadingMemory,
  type ReadingMemory,
  read,
  readForLooking,
  readForTraining,
} from '../read';
import { type LevelOf, levelsOf } from '../rules';
import { type ModuleTree, newParseCache, type ParseCache, parse, type Span, statementAt, suitesOf } from '../syntax';
import { type Document, fileDocument, notebookDocument, offsetIn, type Range } from './document';
import { editorFiles } from './files';
import { pathOf } from './uri';

export interface Opened {
  document: Document;
  parseCache: ParseCache;
  tree: ModuleTree;
  reading: Reading | undefined;
  memory: ReadingMemory;
  /** The reading is of an older text. */
  dirty: boolean;
  /** Problems and status that were published are of an older text. */
  unpublished: boolean;
  hints: readonly Hint[];
  /** Hints of the last text at rest, moved over the edits since. */
  settled: readonly Hint[];
  /** The statement being typed, while typing has not rested. */
  typing: Span | undefined;
  /** As they were when typing last rested, and whether they were shown since. */
  lenses: { readonly atRest: readonly Lens[]; areOld: boolean } | undefined;
  choices: Map<string, Instance>;
  dial: Map<string, readonly InputSpec[]>;
  /** What the rules found in this reading, at these levels. */
  linted?: { readonly reading: Reading; readonly levels: LevelOf; readonly problems: readonly Problem[] };
}

export interface WorkspaceOptions {
  readonly folders: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cancelled: () => boolean;
  /** Whether nobody waits any more for the answer to the question of that number. */
  readonly givenUp?: (turn: number) => boolean;
}

export class Workspace {
  private readonly options: WorkspaceOptions;
  private readonly files = editorFiles();
  private readonly treeOnDisk = treeCache();
  private readonly opened = new Map<string, Opened>();
  private readonly roots = new Map<string, readonly string[]>();
  private readonly levels = new Map<string, LevelOf>();
  private settings = new Map<string, unknown>();

  constructor(options: WorkspaceOptions) {
    this.options = options;
  }

  configure(settings: Readonly<Record<string, unknown>>): void {
    this.settings = new Map(Object.entries(settings));
    this.roots.clear();
    this.levels.clear();
    for (const opened of this.opened.values()) readAnew(opened);
  }

  setting(key: SettingKey): unknown {
    return this.settings.get(key) ?? SETTINGS.find((s) => s.key === key)?.default;
  }

  // --- documents

  open(uri: string, text: string): void {
    this.put(uri, fileDocument(uri, pathOf(uri), text));
  }

  openNotebook(uri: string, cells: readonly { readonly uri: string; readonly text: string }[]): void {
    const document = notebookDocument(uri, pathOf(uri), cells);
    const known = this.opened.get(uri);
    if (known) this.edit(known, document, differenceOf(known.document.text, document.text));
    else this.put(uri, document);
  }

  change(uri: string, changes: readonly { readonly range: Range | undefined; readonly text: string }[]): void {
    const opened = this.opened.get(uri);
    if (!opened) return;
    for (const { range, text } of changes) {
      const { document } = opened;
      const start = range ? (offsetIn(document, uri, range.start) ?? 0) : 0;
      const end = range ? (offsetIn(document, uri, range.end) ?? document.text.length) : document.text.length;
      const next = document.text.slice(0, start) + text + document.text.slice(end);
      this.edit(opened, fileDocument(uri, document.path, next), { start, end, inserted: text.length });
    }
  }

  close(uri: string): void {
    const opened = this.opened.get(uri);
    if (!opened) return;
    const { path, text } = opened.document;
    this.opened.delete(uri);
    this.files.overlay(path, undefined);
    if (this.textOf(path) !== text) this.contentChanged([path]);
  }

  filesChanged(paths: readonly string[]): void {
    if (paths.some((path) => path.endsWith('/pyproject.toml'))) {
      this.levels.clear();
      for (const opened of this.opened.values()) opened.unpublished = true;
    }
    const packages = paths.filter((path) => path.endsWith('/__init__.py')).map((path) => path.slice(0, -11));
    // Where the packages begin that hold a file may be elsewhere now.
    if (packages.length > 0) this.roots.clear();
    for (const opened of this.opened.values()) {
      if (packages.some((folder) => opened.document.path.startsWith(folder))) readAnew(opened);
    }
    for (const path of paths) this.files.forget(path);
    this.contentChanged(paths.filter((path) => !this.files.isOpen(path)));
  }

  /** Who reads these files, or looked for them in vain, reads again. */
  private contentChanged(paths: readonly string[]): void {
    const changed = new Set(paths);
    for (const opened of this.opened.values()) {
      const { reading } = opened;
      if (reading?.depends.some((d) => changed.has(d)) || reading?.missed.some((d) => changed.has(d))) readAnew(opened);
    }
  }

  private put(uri: string, document: Document): void {
    const parseCache = newParseCache();
    const before = this.textOf(document.path);
    this.files.overlay(document.path, document.text);
    if (before !== document.text) this.contentChanged([document.path]);
    this.opened.set(uri, {
      document,
      parseCache,
      tree: parse(document.text, { notebook: document.isNotebook, previous: parseCache }),
      reading: undefined,
      memory: newReadingMemory(),
      dirty: true,
      unpublished: true,
      hints: [],
      settled: [],
      typing: undefined,
      lenses: undefined,
      choices: new Map(),
      dial: new Map(),
    });
  }

  private edit(
    opened: Opened,
    document: Document,
    edit: { readonly start: number; readonly end: number; readonly inserted: number },
  ): void {
    opened.document = document;
    opened.tree = parse(document.text, { notebook: document.isNotebook, previous: opened.parseCache });
    opened.settled = moveHints(opened.settled, edit);
    opened.typing = typedAt(opened.tree, document.text, edit.start + edit.inserted);
    opened.dirty = true;
    opened.unpublished = true;
    this.files.overlay(document.path, document.text);
    this.edited(opened);
  }

  /** Who took from this file what it does not give any more reads again. */
  private edited({ document: { path, text }, tree }: Opened): void {
    for (const importer of this.opened.values()) {
      if (importer.document.path === path || !importer.reading?.depends.includes(path)) continue;
      if (!givesTheSame(importer.memory, path, text, tree)) readAnew(importer);
    }
  }

  /** Of a file that is open, its own tree, whose statements keep their identity over edits. */
  private readonly treeOf = (file: string, text: string): ModuleTree => {
    for (const { document, tree } of this.opened.values()) {
      if (document.path === file && document.text === text && !document.isNotebook) return tree;
    }
    return this.treeOnDisk(file, text);
  };

  // --- readings

  find(uri: string): Opened | undefined {
    return this.opened.get(uri) ?? [...this.opened.values()].find((o) => o.document.parts.some((p) => p.uri === uri));
  }

  textOf(path: string): string | undefined {
    const found = this.files.read(path);
    return typeof found === 'object' ? found.text : undefined;
  }

  /** A document that is not shown as it is now: of which text, hints or problems are older. */
  unsettled(): Opened | undefined {
    for (const opened of this.opened.values()) {
      if (opened.dirty || opened.typing || opened.unpublished || opened.reading?.putOff) return opened;
    }
    return undefined;
  }

  /**
   * Another text in the place of a document, read as that one is, with the sizes of inputs that were chosen there
   * because they fit; undefined: an edit has come in between.
   */
  readText(opened: Opened, text: string): { readonly tree: ModuleTree; readonly reading: Reading } | undefined {
    const tree = parse(text, { notebook: opened.document.isNotebook });
    let cancelled = false;
    const held = { ...opened, dial: new Map([...chosenInputs(opened.reading), ...opened.dial]) };
    const reading = this.read(held, tree, () => (cancelled ||= this.options.cancelled()));
    return cancelled ? undefined : { tree, reading };
  }

  isGivenUp(turn: number): boolean {
    return this.options.cancelled() || (this.options.givenUp?.(turn) ?? false);
  }

  /** Reads if the text has changed since; false when the reading was cancelled and the last one stands. */
  refresh(opened: Opened): boolean {
    return this.bringUp(opened, false);
  }

  /** For what is shown while a statement is typed: what is only seen elsewhere may stay older until typing rests. */
  refreshShown(opened: Opened): boolean {
    const isOneShown = opened.choices.size === 0 && !this.hintSettings().merged;
    return this.bringUp(opened, isOneShown && opened.typing !== undefined);
  }

  private bringUp(opened: Opened, onlyShown: boolean): boolean {
    if (!opened.dirty && opened.reading && (onlyShown || !opened.reading.putOff)) return true;
    let cancelled = false;
    const stop = () => (cancelled ||= this.options.cancelled());
    const reading = this.read(opened, opened.tree, stop, opened.memory, onlyShown);
    if (cancelled && opened.reading) return false;
    opened.reading = reading;
    opened.dirty = cancelled;
    const found = hintsOf(reading, opened.choices, this.hintSettings(), opened.tree);
    const fresh = reading.putOff ? found.filter(({ offset }) => !isIn(offset, reading.putOff)) : found;
    opened.hints = opened.typing ? whileTyping(fresh, opened.settled, opened.typing) : fresh;
    if (!opened.typing) opened.settled = fresh;
    return true;
  }

  private read(
    { document, dial }: Pick<Opened, 'document' | 'dial'>,
    tree: ModuleTree,
    cancelled: () => boolean,
    memory?: ReadingMemory,
    onlyShown = false,
  ): Reading {
    return read({
      file: document.path,
      tree,
      files: this.files,
      roots: this.rootsOf(document.path),
      treeOf: this.treeOf,
      dial,
      extent: 'enough',
      fuel: Number(this.setting('budget.steps')),
      cancelled,
      ...(memory ? { memory, onlyShown } : {}),
    });
  }

  /** One model for images of one size, in both modes, as programs. */
  readForTraining(opened: Opened, model: string, size: ImageSize): ForTraining {
    return readForTraining(this.requestFor(opened, model), size);
  }

  readForLooking(opened: Opened, model: string, size: ImageSize): ForLooking {
    return readForLooking(this.requestFor(opened, model), size);
  }

  private requestFor({ document, tree }: Opened, model: string): ModelRequest {
    const { path: file } = document;
    const roots = this.rootsOf(file);
    return { file, tree, files: this.files, roots, treeOf: this.treeOf, model, extent: 'given' };
  }

  /** Typing has rested: what is read now is what stands. Returns whether anything shown changes. */
  settle(opened: Opened): boolean {
    if (!opened.typing) return false;
    opened.typing = undefined;
    this.refresh(opened);
    const marked = opened.hints.some((h) => h.provisional) || opened.lenses?.areOld === true;
    if (opened.reading) {
      opened.hints = hintsOf(opened.reading, opened.choices, this.hintSettings(), opened.tree);
      opened.settled = opened.hints;
    }
    return marked;
  }

  /** Hints again from the same reading: a choice or a setting changed. */
  rehint(opened: Opened): void {
    if (!opened.reading) return;
    opened.hints = hintsOf(opened.reading, opened.choices, this.hintSettings(), opened.tree);
    opened.settled = opened.hints;
  }

  /** What stands above each class. While a statement is typed, what stood there before: nothing is read for it. */
  lensesOf(opened: Opened): readonly Lens[] {
    if (opened.typing && opened.lenses) {
      opened.lenses.areOld = true;
      return opened.lenses.atRest;
    }
    this.refresh(opened);
    if (!opened.reading || this.setting('lens.enabled') !== true) return [];
    const atRest = lensesOf(opened.reading, opened.choices, Number(this.setting('lens.batchSize')));
    opened.lenses = { atRest, areOld: false };
    return atRest;
  }

  choicesOf(opened: Opened): Choices {
    return opened.choices;
  }

  private hintSettings(): HintSettings {
    const on = this.setting('hints.enabled') === true;
    return {
      arguments: on && this.setting('hints.arguments') === true,
      variables: on && this.setting('hints.variables') === true,
      integers: on && this.setting('hints.integers') === true,
      returns: on && this.setting('hints.returns') === true,
      layers: on && this.setting('hints.layers') === true,
      separator: this.setting('hints.separator') === ', ' ? ', ' : '×',
      merged: this.setting('hints.instances') === 'merged',
    };
  }

  /** The level of each rule for a file: settings before pyproject.toml. */
  levelsOf(path: string): LevelOf {
    const folder = path.slice(0, path.lastIndexOf('/'));
    let levels = this.levels.get(folder);
    if (!levels) {
      const own: RuleChoice = { ...NO_CHOICE, severity: severitiesIn(this.setting('rules')) };
      levels = levelsOf(projectRules(path), own);
      this.levels.set(folder, levels);
    }
    return levels;
  }

  /** For files whose changes of settings are not waited for. */
  levelsAnew(path: string): LevelOf {
    this.levels.delete(path.slice(0, path.lastIndexOf('/')));
    return this.levelsOf(path);
  }

  private rootsOf(path: string): readonly string[] {
    const folder = path.slice(0, path.lastIndexOf('/'));
    let roots = this.roots.get(folder);
    if (!roots) {
      const given = this.setting('python.importRoots');
      const workspace = this.options.folders.find((f) => path.startsWith(`${f}/`)) ?? this.options.folders[0];
      roots = importRoots(path, Array.isArray(given) ? given.map(String) : [], workspace, this.options.environment);
      this.roots.set(folder, roots);
    }
    return roots;
  }
}

/** By class: the inputs that nobody gave, where they are known in numbers but for the batch. */
function chosenInputs(reading: Reading | undefined): [string, InputSpec[]][] {
  return (reading?.graphs ?? []).flatMap(({ cls, inputs, inputSource }): [string, InputSpec[]][] => {
    const isAlone = reading?.graphs.filter((other) => other.cls === cls).length === 1;
    if (inputSource.kind !== 'layer' || !isAlone) return [];
    const specs = inputs.flatMap((input): InputSpec[] => {
      if (input.kind !== 'tensor' || input.dtype !== 'float32') return [];
      const { kind, shape, dtype } = input;
      return shape.slice(1).every((size) => typeof size === 'number') ? [{ kind, shape, dtype }] : [];
    });
    return specs.length === inputs.length ? [[cls, specs]] : [];
  });
}

/** A pyproject.toml that is being edited may make no sense for a while. */
function projectRules(path: string): RuleChoice {
  try {
    return projectOf(path).rules;
  } catch (error) {
    if (error instanceof UsageError) return NO_CHOICE;
    throw error;
  }
}

/** Something else than its text has changed. */
export function readAnew(opened: Opened): void {
  opened.dirty = true;
  opened.unpublished = true;
  opened.memory = newReadingMemory();
}

function lineAround(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start, end: end < 0 ? text.length : end };
}

/** The statement being typed: a simple one whole, of a compound one (a class, a loop) its line only. */
function typedAt(tree: ModuleTree, text: string, offset: number): Span {
  const line = lineAround(text, offset);
  const statement = statementAt(tree, offset);
  if (!statement || suitesOf(statement).length > 0) return line;
  return { start: Math.min(statement.span.start, line.start), end: Math.max(statement.span.end, line.end) };
}

const isIn = (offset: number, spans: readonly Span[] = []): boolean =>
  spans.some(({ start, end }) => start < offset && offset <= end);

/** The smallest single edit between two texts. */
function differenceOf(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly inserted: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  return { start, end: before.length - tail, inserted: after.length - tail - start };
}
