/** `convscope`: the same reader without an editor. Contract: docs/cli.md. */

import './startup';

import { UsageError } from '../disk';
import { runCheck } from './check';
import { runDiagram } from './diagram';
import { HELP } from './help';
import { runSummary } from './summary';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  summary: runSummary,
  check: runCheck,
  diagram: runDiagram,
  // Loaded only where they are used: a summary must start fast.
  filters: async (args) => (await import('./filters')).runFilters(args),
  activations: async (args) => (await import('./activations')).runActivations(args),
  export: async (args) => (await import('./export')).runExport(args),
  engines: async (args) => (await import('./engines')).runEngines(args),
  train: async (args) => (await import('./train')).runTrain(args),
};

async function main(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || argv.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(`${HELP}\n`);
    return command === undefined ? 2 : 0;
  }
  const run = COMMANDS[command];
  if (!run) throw new UsageError(`there is no command '${command}'; try: ${Object.keys(COMMANDS).join(', ')}`);
  return run(rest);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`convscope: ${error.message}\n`);
    process.exitCode = 2;
  },
);
