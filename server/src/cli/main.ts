/** `convscope`: the same reader without an editor. Contract: docs/cli.md. */

import './startup';

import { UsageError } from '../disk';
import { runCheck } from './check';
import { HELP } from './help';
import { runSummary } from './summary';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number>> = {
  summary: runSummary,
  check: runCheck,
};

function main(argv: readonly string[]): number {
  const [command, ...rest] = argv;
  if (command === undefined || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(`${HELP}\n`);
    return command === undefined ? 2 : 0;
  }
  const run = COMMANDS[command];
  if (!run) throw new UsageError(`there is no command '${command}'; try: ${Object.keys(COMMANDS).join(', ')}`);
  return run(rest);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`convscope: ${error.message}\n`);
  process.exitCode = 2;
}
