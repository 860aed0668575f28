/**
 * Holds one model's summary (`convscope summary --format json`) to the record that PyTorch made of it.
 *
 * Two questions are kept apart. Is the summary exact as a whole: totals, output, state_dict in order, every call's
 * output, no error reported? And is anything silently wrong: a number that differs and is not marked as uncertain?
 */

/**
 * @typedef {object} Verdict
 * @property {boolean} exact
 * @property {string[]} wrong    what is asserted and false; must be empty, always
 * @property {string[]} missing  what is not known, and said to be
 * @property {{ calls: [number, number], hints: [number, number] }} counts right, of
 */

/** @returns {Verdict} */
export function compare(record, summary) {
  const verdict = { exact: false, wrong: [], missing: [], counts: { calls: [0, 0], hints: [0, 0] } };
  const sameRun = !hasOtherArguments(record);
  compareTotal(verdict, 'params', summary.params, record.params_total);
  compareStateDict(verdict, record, summary);
  if (sameRun) compareMacs(verdict, record, summary);
  if (sameRun && !dependsOnWeights(record)) compareOutput(verdict, record, summary);
  if (sameRun) compareCalls(verdict, record, summary);
  for (const problem of summary.problems ?? []) {
    if (problem.severity === 'error') verdict.wrong.push(`false error ${problem.code}: ${problem.message}`);
  }
  verdict.exact = verdict.wrong.length === 0 && verdict.missing.length === 0;
  if (sameRun) compareHints(verdict, record, summary); // a hint that is absent does not make a summary inexact; a wrong one does
  verdict.exact &&= verdict.wrong.length === 0;
  return verdict;
}

/** What a detector finds depends on its weights, so its output and the work after it are not determined by shapes. */
function dependsOnWeights(record) {
  return record.source.includes('models/detection/');
}

/** How many boxes a detector proposes, and what it makes of them: there it may say that it does not know. */
function followsProposals(name) {
  return name === '' || name === 'rpn' || name.startsWith('roi_heads');
}

/** RAFT was recorded with two flow updates, an argument that the command line cannot give: only its build compares. */
function hasOtherArguments(record) {
  return record.source.includes('models/optical_flow/');
}

function compareTotal(verdict, what, got, wanted) {
  if (got?.total === wanted) return;
  const list = got === undefined || got.exact === false ? verdict.missing : verdict.wrong;
  list.push(`${what} ${got?.total}, should be ${wanted}`);
}

function compareMacs(verdict, record, summary) {
  if (dependsOnWeights(record) && summary.macs?.exact === false) return;
  compareTotal(verdict, 'macs', summary.macs, record.macs_total);
}

function compareOutput(verdict, record, summary) {
  const got = canonical(summary.output);
  const wanted = canonical(record.output);
  if (got === wanted) return;
  const list = summary.output == null || isUncertain(got) ? verdict.missing : verdict.wrong;
  list.push(`output ${got}, should be ${wanted}`);
}

function compareStateDict(verdict, record, summary) {
  const got = summary.state_dict ?? [];
  const different = record.state_dict.findIndex((entry, i) => JSON.stringify(entry) !== JSON.stringify(got[i]));
  const place = different < 0 && got.length > record.state_dict.length ? record.state_dict.length : different;
  if (place < 0) return;
  const show = (entry) => JSON.stringify(entry ?? 'nothing');
  verdict.missing.push(`state_dict[${place}] ${show(got[place])}, should be ${show(record.state_dict[place])}`);
}

/** Calls are matched by name and turn: the nth call of a module with the nth. */
function compareCalls(verdict, record, summary) {
  const got = grouped(summary.calls ?? [], (call) => call.name);
  for (const [name, calls] of grouped(record.calls, (call) => call.name)) {
    const isOpen = dependsOnWeights(record) && followsProposals(name);
    calls.forEach((call, turn) => {
      verdict.counts.calls[1] += 1;
      const output = got.get(name)?.[turn]?.output;
      const shown = canonical(output);
      const wanted = canonical(call.out);
      if (output !== undefined && shown === wanted) verdict.counts.calls[0] += 1;
      else if (output == null || isUncertain(shown)) {
        if (!isOpen) verdict.missing.push(`call ${turn + 1} of ${name || 'the model'}`);
      } else verdict.wrong.push(`call ${turn + 1} of ${name || 'the model'} gives ${shown}, should be ${wanted}`);
    });
  }
}

/**
 * The shapes that one variable takes at one statement of one instance: right when all that PyTorch saw are shown,
 * wrong when one is shown that PyTorch never saw.
 */
function compareHints(verdict, record, summary) {
  const key = (file, line, name, module) =>
    `${file.replace(/^torchvision\//, '')}:${line} ${name} in ${module || 'the model'}`;
  const seen = record.lines.filter((hint) => Array.isArray(hint.value));
  const shown = grouped(summary.bindings ?? [], (hint) => key(hint.file, hint.line, hint.name, hint.module));
  for (const [place, hints] of grouped(seen, (hint) => key(hint.file, hint.line, hint.var, hint.module))) {
    verdict.counts.hints[1] += 1;
    const wanted = new Set(hints.map((hint) => canonical(hint.value)));
    const got = new Set((shown.get(place) ?? []).map((hint) => canonical(hint.value)));
    const false_ = [...got].filter((value) => value.startsWith('[') && !wanted.has(value));
    if ([...wanted].every((value) => got.has(value))) verdict.counts.hints[0] += 1;
    else if (false_.length > 0)
      verdict.wrong.push(`hint ${place} says ${false_[0]}, should be ${[...wanted].join(' or ')}`);
  }
}

/** Both notations, the recorder's and the command line's, as one comparable text. */
function canonical(value) {
  return JSON.stringify(plain(value)) ?? 'nothing';
}

function plain(value) {
  if (value === null || value === undefined || typeof value !== 'object' || Array.isArray(value)) return value ?? null;
  if ('unknown' in value || '__obj__' in value) return { unknown: true };
  if ('__py__' in value) return { py: value.__py__ };
  if ('py' in value) return { py: value.py };
  if ('__seq__' in value) return { seq: value.__seq__.map(plain) };
  if ('seq' in value) return { seq: value.seq.map(plain) };
  if ('__type__' in value) return { seq: fields(value).map(([, field]) => field) };
  return { dict: Object.fromEntries(fields('dict' in value ? value.dict : value)) };
}

function fields(value) {
  return Object.entries(value).flatMap(([name, field]) => (name === '__type__' ? [] : [[name, plain(field)]]));
}

function isUncertain(text) {
  return text.includes('"unknown"');
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  return groups;
}
