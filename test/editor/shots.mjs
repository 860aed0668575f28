/**
 * Pictures of Convscope at work, each in the dark and the light theme, as docs/images/NAME-THEME.png.
 * `node test/editor/shots.mjs [NAME]` takes all, or those whose name holds NAME.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildQuietly } from '../../scripts/lib/build.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { packageExtension } from '../../scripts/lib/package.mjs';
import { openSession } from './session.mjs';
import { Workbench } from './workbench.mjs';

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const VIEWPORT = { width: 1280, height: 800 };

/** A picture: the file of examples/ that is open, and what to do until there is something to see. */
const shots = [
  {
    name: 'editor',
    file: 'lecture.py',
    prepare: async (workbench) => {
      await workbench.runCommand('View: Close Primary Side Bar');
      await workbench.page.waitForTimeout(8000);
    },
  },
];

buildQuietly();
const vsix = packageExtension();
const images = join(root, 'docs/images');
mkdirSync(images, { recursive: true });
for (const [theme, colorTheme] of Object.entries(THEMES)) {
  const session = await openSession({ vsix, settings: { 'workbench.colorTheme': colorTheme } });
  try {
    for (const { name, file, prepare } of shots.filter((shot) => shot.name.includes(process.argv[2] ?? ''))) {
      const workbench = await Workbench.open(session, { file, folder: 'examples', viewport: VIEWPORT });
      await prepare(workbench);
      const path = join(images, `${name}-${theme}.png`);
      await workbench.page.screenshot({ path });
      console.log(path);
      await workbench.close();
    }
  } finally {
    await session.close();
  }
}
