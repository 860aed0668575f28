/** Every torchvision model, read by the command line and held to the record that PyTorch made of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../../scripts/lib/files.mjs';
import { inPairs, runCommandLine } from './commandLine.mjs';
import { compare } from './compare.mjs';

const truth = join(root, 'test/truth/torchvision');

/**
 * @param {string} sources the folder that holds torchvision/
 * @param {string[]} required names of the models that must be exact
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<{ name: string, status: 'exact' | 'inexact' | 'failed', reasons: string[], verdict?: object, ms: number }[]>}
 */
export async function checkModels(sources, required, wanted) {
  const names = readdirSync(truth).map((file) => file.replace('.json.gz', ''));
  const lost = required.filter((name) => !names.includes(name));
  if (lost.length > 0) throw new Error(`expected.json names models without a record: ${lost.join(', ')}`);
  return inPairs(names.filter(wanted), (name) => checkModel(sources, name, required.includes(name)));
}

async function checkModel(sources, name, isRequired) {
  const record = JSON.parse(gunzipSync(readFileSync(join(truth, `${name}.json.gz`))).toString());
  const file = join(sources, pathOf(record.source));
  if (!existsSync(file)) return { name, status: 'failed', reasons: [`${record.source} is not in the sources`], ms: 0 };

  const { json, failure, ms } = await runCommandLine([
    ...['summary', file, '--model', constructorInItsFile(record), '--format', 'json', '--root', sources],
    ...record.inputs.flatMap((input) => ['--input', inputArgument(input)]),
    ...(record.mode === 'train' ? ['--train'] : []),
  ]);
  const summary = json?.models?.[0];
  if (summary === undefined) return { name, status: 'failed', reasons: [failure ?? 'no model in the summary'], ms };

  const verdict = compare(record, summary);
  if (verdict.wrong.length > 0) return { name, status: 'failed', reasons: verdict.wrong, verdict, ms };
  if (verdict.exact) return { name, status: 'exact', reasons: [], verdict, ms };
  return { name, status: isRequired ? 'failed' : 'inexact', reasons: verdict.missing, verdict, ms };
}

/** Some records name the module, not its file. */
function pathOf(source) {
  return source.endsWith('.py') ? source : `${source.replaceAll('.', '/')}.py`;
}

/** The record names `torchvision.models.resnet.resnet18(…)`; in its own file that is `resnet18(…)`. */
function constructorInItsFile(record) {
  return record.constructor.replace(/^torchvision\.models\.(?:\w+\.)*(\w+)\(/, '$1(');
}

function inputArgument(input) {
  if (input === null) return 'None';
  return Array.isArray(input) ? input.join('x') : `[${input.__seq__.map(inputArgument).join(',')}]`;
}
