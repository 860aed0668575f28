/**
 * `npm test`: installs what is missing, then runs every tier but zoo and bench, and prints one summary.
 * `npm test -- TIER …` runs only those. The counts are left in .cache/test-results.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildQuietly } from './lib/build.mjs';
import { cache } from './lib/cache.mjs';
import { obtainEditorServer } from './lib/editorServer.mjs';
import { root } from './lib/files.mjs';
import { install } from './lib/install.mjs';

/** In order; each gives { passed, failed }, or `skipped` with the reason. */
const tiers = {
  lint: () => checks(['biome', 'check', '--error-on-warnings', '.'], ['node', 'scripts/imports.mjs']),
  types: () => checks(['tsc', '-b', '--pretty', 'false']),
  generated: () => checks(['node', 'scripts/generate.mjs', '--check']),
  unit,
  grammar,
  pages: async () => (await import('../test/pages/pagesTier.mjs')).runPagesTier(console.log),
  gpu: async () => (await import('../test/gpu/gpuTier.mjs')).runGpuTier(console.log),
  host: async () => (await import('../test/editor/hostTier.mjs')).runHostTier(console.log),
  browser: async () => (await import('../test/editor/e2eTier.mjs')).runE2eTier(console.log),
};

const resultsFile = join(cache, 'test-results.json');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in tiers));
if (unknown.length > 0) {
  console.error(`There is no tier ${unknown.join(', ')}; there are ${Object.keys(tiers).join(', ')}.`);
  process.exit(2);
}

mkdirSync(cache, { recursive: true });
rmSync(resultsFile, { force: true });
const results = [];
try {
  install();
  buildQuietly();
} catch (error) {
  console.error(error.message);
  results.push({ tier: 'build', passed: 0, failed: 1, seconds: 0 });
}
if (results.length === 0) {
  for (const [tier, run] of Object.entries(tiers)) {
    if (wanted.length === 0 || wanted.includes(tier)) results.push(await runTier(tier, run));
  }
}
summarise(results);

async function runTier(tier, run) {
  console.log(`\n── ${tier}`);
  const started = performance.now();
  const result = await run().catch((error) => {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  });
  if (result.skipped === undefined && result.passed + result.failed === 0) {
    console.error('Nothing was tested.');
    result.failed = 1;
  }
  return { tier, ...result, seconds: Math.round((performance.now() - started) / 1000) };
}

/** Commands that pass or fail as a whole. */
async function checks(...commands) {
  const failed = commands.filter(([name, ...args]) => run(name, args) !== 0).length;
  return { passed: commands.length - failed, failed };
}

function run(name, args, options = {}) {
  const [command, first] = name === 'node' ? [process.execPath, []] : [process.execPath, [programOf(name)]];
  return spawnSync(command, [...first, ...args], { cwd: root, stdio: 'inherit', ...options }).status;
}

/** The script behind a command of an installed package. */
function programOf(name) {
  const scoped = { biome: '@biomejs/biome', tsc: 'typescript' }[name] ?? name;
  const { bin } = JSON.parse(readFileSync(join(root, 'node_modules', scoped, 'package.json'), 'utf8'));
  return join(root, 'node_modules', scoped, typeof bin === 'string' ? bin : bin[name]);
}

async function unit() {
  const report = join(cache, 'unit-results.json');
  rmSync(report, { force: true });
  const status = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) }; // a file that does not load has no tests
}

/** Each file of test/grammar/ is Python with the expected scopes in comments, coloured by VS Code's grammar and ours. */
async function grammar() {
  if (filesIn('syntaxes').length === 0) return { passed: 0, failed: 0, skipped: 'there is no grammar yet' };
  const python = join(
    await obtainEditorServer(console.error),
    'extensions/python/syntaxes/MagicPython.tmLanguage.json',
  );
  const files = filesIn('test/grammar');
  const failed = files.filter((file) => run('vscode-tmgrammar-test', ['-g', python, file]) !== 0).length;
  return { passed: files.length - failed, failed };
}

function filesIn(folder) {
  return existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((file) => `${folder}/${file}`) : [];
}

function summarise(all) {
  writeFileSync(resultsFile, `${JSON.stringify(all, null, 2)}\n`);
  console.log('\n── summary');
  for (const { tier, passed, failed, skipped, seconds } of all) {
    const outcome = skipped === undefined ? `${passed} passed, ${failed} failed` : `skipped: ${skipped}`;
    console.log(`${tier.padEnd(10)} ${outcome} (${seconds} s)`);
  }
  const sum = (what) => all.reduce((total, result) => total + result[what], 0);
  console.log(`${'all'.padEnd(10)} ${sum('passed')} passed, ${sum('failed')} failed`);
  if (sum('failed') > 0 || all.length === 0) process.exitCode = 1;
}
