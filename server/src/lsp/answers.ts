/** The reader's answers to the server's questions. */
import { type CodeAction, CodeActionKind, type CodeLens, type Hover, type InlayHint } from 'vscode-languageserver';
import { classAt, hoverAt, instanceLabel, shownInstance, unknownsOf, whyNoHint } from '../editor';
import { valueText } from '../graph';
import type { InputClass, PlainLocation, RequestName, Requests, UnknownItem } from '../protocol';
import { parseInput, splitShapes } from '../read';
import { arithmetic, setArguments } from './arithmetic';
import type { QuestionName, Questions } from './bridge';
import { inlayHint } from './convert';
import { compare, trainingMemory } from './costs';
import { diagramAnswer } from './diagram';
import { offsetIn, positionIn, type Range, rangeIn } from './document';
import { problemActions } from './fixes';
import { rangesOf } from './publish';
import { asksFor, refactorings, refactoringsFor } from './refactorings';
import { summaryOf } from './summary';
import { traceback } from './traceback';
import { lookModel, ruleLevels, trainingModel, trainingOffers } from './training';
import { completions, signature } from './typing';
import { modelWeights } from './weights';
import type { Opened, Workspace } from './workspace';

type Answer<Q extends QuestionName> = Questions[Q]['result'];
/** Told when an answer changed what is shown. */
type Changed = (opened: Opened) => void;

export function answer(
  workspace: Workspace,
  question: QuestionName,
  params: unknown,
  changed: Changed,
): Answer<QuestionName> {
  switch (question) {
    case 'hints':
      return hints(workspace, params as Questions['hints']['params']);
    case 'hover':
      return hover(workspace, params as Questions['hover']['params']);
    case 'lenses':
      return lenses(workspace, params as Questions['lenses']['params']);
    case 'actions':
      return actions(workspace, params as Questions['actions']['params']);
    case 'completion':
      return completions(workspace, params as Questions['completion']['params']);
    case 'signature':
      return signature(workspace, params as Questions['signature']['params']);
    case 'custom':
      return custom(workspace, params as Questions['custom']['params'], changed);
  }
}

function fresh(workspace: Workspace, uri: string): Opened | undefined {
  const opened = workspace.find(uri);
  if (opened) workspace.refresh(opened);
  return opened;
}

function hints(workspace: Workspace, { uri, range }: Questions['hints']['params']): InlayHint[] {
  const opened = workspace.find(uri);
  if (!opened) return [];
  workspace.refreshShown(opened);
  const from = offsetIn(opened.document, uri, range.start) ?? 0;
  const to = offsetIn(opened.document, uri, range.end) ?? opened.document.text.length;
  const atLineEnd = workspace.setting('hints.position') === 'line';
  return opened.hints.flatMap((hint) => {
    if (hint.offset < from || hint.offset > to) return [];
    const converted = inlayHint(hint, opened.document, atLineEnd);
    return converted?.uri === uri ? [converted.hint] : [];
  });
}

function hover(workspace: Workspace, { uri, position }: Questions['hover']['params']): Hover | null {
  const opened = fresh(workspace, uri);
  const offset = opened && offsetIn(opened.document, uri, position);
  if (!opened?.reading || offset === undefined) return null;
  const found = hoverAt(opened.reading, opened.tree, offset, opened.choices);
  const at = found && rangeIn(opened.document, found.span);
  return found && at ? { contents: { kind: 'markdown', value: found.markdown }, range: at.range } : null;
}

function lenses(workspace: Workspace, { uri }: Questions['lenses']['params']): CodeLens[] {
  const opened = workspace.find(uri);
  if (!opened) return [];
  return workspace.lensesOf(opened).flatMap((lens) => {
    const at = rangeIn(opened.document, lens.span);
    return at?.uri === uri
      ? [
          {
            range: at.range,
            command: {
              title: lens.title,
              command: lens.command,
              arguments: [{ uri, cls: lens.cls, position: at.range.start }],
            },
          },
        ]
      : [];
  });
}

function actions(workspace: Workspace, params: Questions['actions']['params']): CodeAction[] {
  const { uri, range, only } = params;
  const opened = fresh(workspace, uri);
  if (!opened) return [];
  return [
    ...(asksFor(only, CodeActionKind.QuickFix) ? problemActions(workspace, opened, uri, range) : []),
    ...(asksFor(only, CodeActionKind.Refactor) ? refactorings(workspace, opened, params) : []),
  ];
}

function custom(
  workspace: Workspace,
  { name, params }: Questions['custom']['params'],
  changed: Changed,
): Requests[RequestName]['result'] {
  const opened = fresh(workspace, params.uri);
  switch (name) {
    case 'convscope/summary':
      return opened?.reading ? summaryOf(opened.reading, rangesOf(workspace, opened)) : [];
    case 'convscope/instances':
      return opened ? instances(opened, params as Requests['convscope/instances']['params']) : null;
    case 'convscope/chooseInstance': {
      const { cls, graph, name: instance } = params as Requests['convscope/chooseInstance']['params'];
      if (opened) {
        opened.choices.set(cls, { graph, name: instance });
        workspace.rehint(opened);
        changed(opened);
      }
      return null;
    }
    case 'convscope/inputs':
      return opened ? inputs(opened) : [];
    case 'convscope/setInput':
      return opened
        ? setInput(workspace, opened, params as Requests['convscope/setInput']['params'], changed)
        : { error: 'This file is not open.' };
    case 'convscope/directive':
      return opened ? directive(opened, params as Requests['convscope/directive']['params']) : null;
    case 'convscope/diagram': {
      const { wanted } = params as Requests['convscope/diagram']['params'];
      if (!opened?.reading) return { models: [], shown: undefined };
      return diagramAnswer(opened.reading, rangesOf(workspace, opened), wanted);
    }
    case 'convscope/unknowns':
      return opened ? unknowns(workspace, opened) : [];
    case 'convscope/refactorings':
      return opened ? refactoringsFor(workspace, opened, params as Requests['convscope/refactorings']['params']) : [];
    case 'convscope/traceback':
      return opened
        ? traceback(opened, params as Requests['convscope/traceback']['params'])
        : { shapes: [], fixes: [] };
    case 'convscope/whyNoHint':
      return why(workspace, opened, params as Requests['convscope/whyNoHint']['params']);
    case 'convscope/trainingOffers':
      return opened ? trainingOffers(opened) : { models: [], fields: [] };
    case 'convscope/ruleLevels':
      return ruleLevels(workspace, params as Requests['convscope/ruleLevels']['params']);
    case 'convscope/trainingModel':
      return opened
        ? trainingModel(workspace, opened, params as Requests['convscope/trainingModel']['params'])
        : { model: undefined, hindrances: [{ message: 'This file is not open.', location: undefined }] };
    case 'convscope/lookModel':
      return opened
        ? lookModel(workspace, opened, params as Requests['convscope/lookModel']['params'])
        : {
            model: undefined,
            program: undefined,
            hindrances: [{ message: 'This file is not open.', location: undefined }],
          };
    case 'convscope/weights':
      return opened ? modelWeights(workspace, opened, params as Requests['convscope/weights']['params']) : null;
    case 'convscope/arithmetic':
      return opened ? arithmetic(workspace, opened, params as Requests['convscope/arithmetic']['params']) : null;
    case 'convscope/memory':
      return opened ? trainingMemory(opened, (params as Requests['convscope/memory']['params']).model) : null;
    case 'convscope/compare':
      return opened ? compare(workspace, opened, params as Requests['convscope/compare']['params']) : null;
    case 'convscope/setArguments':
      return opened ? setArguments(opened, params as Requests['convscope/setArguments']['params']) : [];
  }
}

function instances(
  opened: Opened,
  { uri, position }: Requests['convscope/instances']['params'],
): Requests['convscope/instances']['result'] {
  const offset = offsetIn(opened.document, uri, position);
  const { reading } = opened;
  const cls = reading && offset !== undefined ? classAt(reading, offset) : undefined;
  if (!reading || !cls) return null;
  const shown = shownInstance(cls, opened.choices);
  return {
    cls: cls.name,
    instances: cls.instances.map((instance) => {
      const graph = reading.graphs[instance.graph];
      const call = graph?.calls.find((c) => c.name === instance.name);
      const input = call?.inputs[0] && valueText(call.inputs[0]),
        output = call && valueText(call.output);
      return {
        label: instanceLabel(instance, reading.graphs),
        graph: instance.graph,
        name: instance.name,
        shown: shown?.graph === instance.graph && shown.name === instance.name,
        detail: `${graph?.model ?? ''}${input === undefined ? '' : ` · ${input} → ${output ?? '?'}`}`,
      };
    }),
  };
}

function inputs(opened: Opened): InputClass[] {
  const { reading } = opened;
  if (!reading) return [];
  return reading.classes.flatMap((cls) => {
    const graph = reading.graphs[cls.roots[0] ?? -1];
    const at = positionIn(opened.document, cls.nameSpan.start);
    if (!graph && cls.instances.length > 0) return [];
    const shapes = graph?.inputs.flatMap((v) => (v.kind === 'tensor' ? [v] : [])) ?? [];
    return [
      {
        cls: cls.name,
        current: shapes.map((v) => valueText(v) ?? '').join(', '),
        directive: shapes.map((v) => valueText(v, ', ') ?? '').join(', '),
        source: graph?.inputSource.text ?? 'not known',
        line: at?.position.line ?? 0,
      },
    ];
  });
}

function setInput(
  workspace: Workspace,
  opened: Opened,
  { cls, shape }: Requests['convscope/setInput']['params'],
  changed: Changed,
): { readonly error: string | null } {
  if (shape === null) opened.dial.delete(cls);
  else {
    const specs = splitShapes(shape).map(parseInput);
    if (specs.length === 0 || specs.some((s) => s === undefined))
      return { error: `'${shape}' is not a shape; write [B, 3, 224, 224] or 1x3x224x224` };
    opened.dial.set(
      cls,
      specs.filter((s) => s !== undefined),
    );
  }
  opened.dirty = true;
  workspace.refresh(opened);
  changed(opened);
  return { error: null };
}

/** A directive stands on a line of its own above the class, indented as it is; an older one is replaced. */
function directive(
  opened: Opened,
  { cls, shape }: Requests['convscope/directive']['params'],
): Requests['convscope/directive']['result'] {
  const { document, tree } = opened;
  const statement = tree.body.find((s) => s.kind === 'ClassDef' && s.name === cls);
  if (!statement) return null;
  const written = `# convscope: input=${shape}`;
  const old = tree.comments.find(
    (c) =>
      /^#\s*convscope:\s*inputs?\s*=/.test(c.text) &&
      c.span.end <= statement.span.start &&
      document.text.slice(c.span.end, statement.span.start).trim() === '',
  );
  const lineStart = document.text.lastIndexOf('\n', statement.span.start - 1) + 1;
  const span = old ? old.span : { start: lineStart, end: lineStart };
  const at = rangeIn(document, span);
  return at ? { uri: at.uri, start: at.range.start, end: at.range.end, text: old ? written : `${written}\n` } : null;
}

function unknowns(workspace: Workspace, opened: Opened): UnknownItem[] {
  const { reading } = opened;
  if (!reading) return [];
  const ranges = rangesOf(workspace, opened);
  return unknownsOf(reading).map(({ cause, count }) => ({
    reason: cause.reason,
    count,
    location: cause.place && locationOf(ranges.of(cause.place)),
  }));
}

function locationOf(at: { readonly uri: string; readonly range: Range } | undefined): PlainLocation | undefined {
  return at && { uri: at.uri, start: at.range.start, end: at.range.end };
}

function why(
  workspace: Workspace,
  opened: Opened | undefined,
  { uri, position }: Requests['convscope/whyNoHint']['params'],
): Requests['convscope/whyNoHint']['result'] {
  const offset = opened && offsetIn(opened.document, uri, position);
  if (!opened?.reading || offset === undefined)
    return { reason: 'This file has not been read yet.', location: undefined };
  const { reason, cause } = whyNoHint(opened.reading, opened.tree, offset);
  return { reason, location: cause?.place && locationOf(rangesOf(workspace, opened).of(cause.place)) };
}
