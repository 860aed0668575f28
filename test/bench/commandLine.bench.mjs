import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { runCommandLine } from '../zoo/commandLine.mjs';
import { time } from './harness.mjs';

const examples = join(root, 'examples');

export const benches = existsSync(join(root, 'dist/cli.js'))
  ? {
      'convscope check examples/, cold': () =>
        time(() => runCommandLine(['check', examples, '--format', 'json']), { times: 10 }),
    }
  : {};
