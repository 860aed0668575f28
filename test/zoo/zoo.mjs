/**
 * The zoo tier: torchvision's models and small programs against what PyTorch did with them.
 *
 * expected.json is the floor: the models that must be exact and the bugs that must be found. What is honest but not
 * yet exact counts neither as passed nor as failed. `--update` raises the floor to what now holds, `--only TEXT`
 * looks at some, `--verbose` shows every reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { checkModels } from './models.mjs';
import { checkBugs, checkGood } from './programs.mjs';

const floorFile = join(root, 'test/zoo/expected.json');

/** @returns {Promise<{ passed: number, failed: number }>} */
export async function runZoo(sources, { only = '', update = false, verbose = false } = {}) {
  const floor = JSON.parse(readFileSync(floorFile, 'utf8'));
  const models = await checkModels(sources, floor.exact, (name) => name.includes(only));
  const bugs = only === '' ? await checkBugs(sources, floor.bugs) : [];
  const good = only === '' ? await checkGood(sources) : [];
  const all = [...models, ...bugs, ...good];
  if (all.length === 0) throw new Error(`No model's name holds '${only}'.`);

  for (const { name, status, reasons } of all) {
    if (reasons.length === 0) continue;
    const shown = verbose ? reasons : reasons.slice(0, 3);
    const more = reasons.length - shown.length;
    console.log(
      `${status.padEnd(8)} ${name}\n${shown.map((reason) => `    ${reason}\n`).join('')}${more > 0 ? `    … ${more} more` : ''}`.trimEnd(),
    );
  }
  report(models, bugs, good);
  if (update) raiseFloor(floor, models, bugs);
  const failed = all.filter((one) => one.status === 'failed').length;
  const passed = all.filter((one) => ['exact', 'found', 'clean'].includes(one.status)).length;
  return { passed, failed };
}

function report(models, bugs, good) {
  const count = (list, status) => list.filter((one) => one.status === status).length;
  const sum = (what, i) => models.reduce((total, { verdict }) => total + (verdict?.counts[what][i] ?? 0), 0);
  const share = (what) => `${sum(what, 0)} of ${sum(what, 1)}`;
  const times = models.map((model) => model.ms).sort((a, b) => a - b);
  console.log(
    `\nmodels exact ${count(models, 'exact')} of ${models.length}, inexact ${count(models, 'inexact')}, failed ${count(models, 'failed')}`,
  );
  console.log(
    `calls right ${share('calls')} · hints right ${share('hints')} · ms median ${times[times.length >> 1]}, most ${times.at(-1)}`,
  );
  console.log(
    `bugs found ${count(bugs, 'found')} of ${bugs.length} · right programs without an error ${count(good, 'clean')} of ${good.length}`,
  );
}

function raiseFloor(floor, models, bugs) {
  const raised = (before, now) => [...new Set([...before, ...now])].sort();
  const exact = models.filter((model) => model.status === 'exact').map((model) => model.name);
  const found = bugs.filter((bug) => bug.status === 'found').map((bug) => bug.name);
  const next = { exact: raised(floor.exact, exact), bugs: raised(floor.bugs, found) };
  writeFileSync(floorFile, `${JSON.stringify(next, null, 2)}\n`);
}
