/**
 * Small programs, checked by the command line: those that crash in PyTorch must be reported at a line of the crash,
 * and on those that are right any error is a false alarm.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { inPairs, runCommandLine } from './commandLine.mjs';

const truth = join(root, 'test/truth');

/** The rules that speak of each category of PyTorch's errors. Another rule at the true line is found, not understood. */
const RULES = {
  'conv-channels': ['CS101', 'CS102'],
  'conv-args': ['CS102', 'CS124'],
  groups: ['CS102'],
  'kernel-size': ['CS103', 'CS118'],
  'pool-size': ['CS103', 'CS118'],
  matmul: ['CS104', 'CS120'],
  einsum: ['CS120'],
  batchnorm: ['CS105', 'CS116'],
  'norm-shape': ['CS105'],
  cat: ['CS106'],
  stack: ['CS106'],
  broadcast: ['CS107'],
  'view-size': ['CS108'],
  'view-stride': ['CS108'],
  'pad-size': ['CS112'],
  ndim: ['CS117'],
  permute: ['CS117'],
  unpack: ['CS119'],
  index: ['CS121'],
  'loss-batch': ['CS123'],
  bce: ['CS123'],
  assert: ['CS125'],
};

/**
 * @param {string} sources the folder that holds torchvision/, which some programs import
 * @returns {Promise<{ name: string, status: 'found' | 'missed' | 'failed', reasons: string[] }[]>}
 */
export function checkBugs(sources, required) {
  return inPairs(readTruth('bugs/bugs.json'), async (bug) => {
    const name = bug.file;
    const { errors, failure } = await errorsOf(join(truth, 'bugs', bug.file), sources);
    if (failure !== undefined) return { name, status: 'failed', reasons: [failure] };
    const status = required.includes(name) ? 'failed' : 'missed';
    const lines = new Set([bug.line, ...bug.stack_lines]);
    const atLine = errors.filter((error) => lines.has(error.at.line));
    if (atLine.length === 0)
      return { name, status, reasons: [`line ${bug.line}: ${bug.message}`, ...errors.map(inWords)] };
    const fitting = RULES[bug.category];
    const understood = fitting === undefined || atLine.some((error) => fitting.includes(error.code));
    return { name, status: 'found', reasons: understood ? [] : [`${bug.category} found as`, ...atLine.map(inWords)] };
  });
}

/** @returns {Promise<{ name: string, status: 'clean' | 'failed', reasons: string[] }[]>} */
export function checkGood(sources) {
  return inPairs(readTruth('good/good.json'), async ({ file: name }) => {
    const { errors, failure } = await errorsOf(join(truth, 'good', name), sources);
    const reasons = failure === undefined ? errors.map(inWords) : [failure];
    return { name, status: reasons.length === 0 ? 'clean' : 'failed', reasons };
  });
}

function readTruth(path) {
  return JSON.parse(readFileSync(join(truth, path), 'utf8'));
}

async function errorsOf(path, sources) {
  const { json, failure } = await runCommandLine(['check', path, '--format', 'json', '--root', sources]);
  const problems = json?.files?.[0]?.problems;
  if (problems === undefined) return { errors: [], failure: failure ?? 'the file is not in the answer' };
  return { errors: problems.filter((problem) => problem.severity === 'error'), failure: undefined };
}

function inWords(error) {
  return `line ${error.at.line} ${error.code}: ${error.message}`;
}
