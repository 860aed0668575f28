/**
 * Pictures of Convscope at work, each in the dark and the light theme, as docs/images/NAME-THEME.png.
 * `node test/editor/shots.mjs [NAME] [THEME]` takes all, or those whose name holds NAME.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildQuietly } from '../../scripts/lib/build.mjs';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { packageExtension } from '../../scripts/lib/package.mjs';
import { openSession } from './session.mjs';
import { Workbench } from './workbench.mjs';

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' };
const VIEWPORT = { width: 1280, height: 800 };

async function openView(workbench, tab) {
  await workbench.runCommand('Convscope: Show Diagram');
  await workbench.webview().getByRole('tab', { name: tab }).click();
  await workbench.page.waitForTimeout(1500); // it is read and drawn
}

/** Trains the digits on so few images that the network learns them by heart. */
async function train(workbench, epochs) {
  const recipe = {
    ...{ file: 'digits.py', model: 'Digits()', batch_size: 32, epochs, threads: 1 },
    data: { name: 'digits', validation: 0.8 },
    optimizer: { name: 'adam', lr: 0.01 },
    note: 'a fifth of the images',
  };
  writeFileSync(join(workbench.workspace, 'convscope.json'), JSON.stringify(recipe));
  await workbench.waitForHint('self.fc(x', 'B×10');
  await workbench.runCommand('Convscope: Train Model');
  await workbench.webview().locator('.confusion').waitFor({ timeout: 60_000 });
}

/** Trains to the end, and scrolls to what holds `text`. */
function trained(name, text) {
  return {
    name,
    file: 'digits.py',
    folder: 'test/editor/workspace',
    viewport: { width: 1500, height: 950 },
    prepare: async (workbench) => {
      await train(workbench, 60);
      const page = workbench.webview();
      await page.locator('.status').filter({ hasText: 'finished' }).waitFor({ timeout: 120_000 });
      if (text !== undefined) await page.locator('h2', { hasText: text }).evaluate((one) => one.scrollIntoView());
      await workbench.page.keyboard.press('Escape');
      await workbench.page.waitForTimeout(1500);
    },
  };
}

/** A picture: the file of examples/ that is open, and what to do until there is something to see. */
const shots = [
  {
    name: 'editor',
    file: 'lecture.py',
    prepare: async (workbench) => {
      await workbench.waitForHint('self.edges = ', '1×64×256×256');
    },
  },
  {
    name: 'hover',
    file: 'residual.py',
    prepare: async (workbench) => {
      await workbench.goTo(49);
      await workbench.waitForHint('nn.Conv2d(3, 64, 7', '4×64×112×112');
      await workbench.hover('nn.Conv2d(3, 64, 7', 'Conv2d');
      await workbench.page.waitForTimeout(800); // it fades in
    },
  },
  {
    name: 'problem',
    file: 'lecture.py',
    prepare: async (workbench) => {
      await workbench.waitForHint('self.edges = ', '1×64×256×256');
      await workbench.goTo(35);
      await workbench.replace('nn.Conv2d(64, 128, kernel_size=4', '64', '32');
      await workbench.page.locator('.squiggly-error').first().waitFor();
      await workbench.showProblem();
    },
  },
  {
    name: 'refactor',
    file: 'lecture.py',
    prepare: async (workbench) => {
      await workbench.goTo(36);
      await workbench.waitForHint('self.parts = ', '1×128×128×128');
      await workbench.placeCursor('self.parts = nn', 'Conv2d');
      await workbench.openActions();
    },
  },
  {
    name: 'gallery',
    file: 'lecture.py',
    prepare: async (workbench) => {
      await workbench.waitForHint('self.edges = ', '1×64×256×256');
      await workbench.runCommand('Convscope: New Network');
      await workbench.webview().locator('li svg').nth(5).waitFor();
      await workbench.page.waitForTimeout(500);
    },
  },
  {
    name: 'instances',
    file: 'residual.py',
    prepare: async (workbench) => {
      await workbench.waitForHint('self.conv_block(x)', '4×64×56×56');
      await workbench.lens('as stage1.0').click();
      await workbench.quickInputRows().nth(3).waitFor();
    },
  },
  {
    name: 'input',
    file: 'unet.py',
    prepare: async (workbench) => {
      await workbench.goTo(58);
      await workbench.waitForHint('self.level1(image)', '×64×256×256');
      await workbench.runCommand('Convscope: Set Input Shape');
      await workbench.quickInputRows().nth(5).waitFor();
    },
  },
  {
    name: 'summary',
    file: 'residual.py',
    viewport: { width: 1500, height: 900 },
    prepare: async (workbench) => {
      await workbench.waitForHint('self.conv_block(x)', '4×64×56×56');
      await workbench.runCommand('Convscope: Show Summary');
      await workbench.webview().locator('tbody tr').nth(5).waitFor();
      await workbench.webview().locator('tbody tr').nth(5).locator('th').click();
      await workbench.page.waitForTimeout(500);
    },
  },
  ...['Arithmetic', 'Table'].map((tab) => ({
    name: tab.toLowerCase(),
    file: 'residual.py',
    viewport: { width: 1500, height: 900 },
    prepare: async (workbench) => {
      await workbench.goTo(49);
      await workbench.waitForHint('self.conv_block(x)', '4×64×56×56');
      await openView(workbench, tab);
    },
  })),
  {
    name: 'compare',
    file: 'lecture.py',
    viewport: { width: 1500, height: 900 },
    prepare: async (workbench) => {
      await workbench.waitForHint('self.edges = ', '1×64×256×256');
      await openView(workbench, 'Compare');
      await workbench.webview().getByLabel('Compare with').selectOption({ index: 1 });
      await workbench.webview().locator('.layers').waitFor();
    },
  },
  {
    name: 'notebook',
    file: 'notebook.ipynb',
    prepare: async (workbench) => {
      await workbench.waitForHint('nn.BatchNorm2d(in_features)', '8×32×16×16');
      await workbench.page.mouse.move(640, 500);
      for (let i = 0; i < 12; i += 1) await workbench.page.mouse.wheel(0, 120);
      await workbench.waitForHint('self.stem(image)', '8×32×16×16');
    },
  },
  trained('training'),
  trained('training-layers', 'How the layers learn'),
];

buildQuietly();
const vsix = packageExtension();
const images = join(root, 'docs/images');
const failures = join(cache, 'editor-failures');
for (const folder of [images, failures]) mkdirSync(folder, { recursive: true });
const [only = '', onlyTheme] = process.argv.slice(2);
for (const [theme, colorTheme] of Object.entries(THEMES).filter(([theme]) => theme === (onlyTheme ?? theme))) {
  const session = await openSession({ vsix, settings: { 'workbench.colorTheme': colorTheme } });
  try {
    for (const { name, file, folder = 'examples', prepare, viewport = VIEWPORT } of shots.filter((shot) =>
      shot.name.includes(only),
    )) {
      const workbench = await Workbench.open(session, { file, folder, viewport });
      await workbench.runCommand('View: Close Primary Side Bar');
      const path = join(images, `${name}-${theme}.png`);
      try {
        await prepare(workbench);
        await workbench.page.screenshot({ path });
        console.log(path);
      } catch (error) {
        process.exitCode = 1;
        const failure = join(failures, `shot-${name}-${theme}.png`);
        await workbench.page.screenshot({ path: failure });
        console.error(`${name} (${theme}): ${error.message}\n  see ${failure}`);
      }
      await workbench.close();
    }
  } finally {
    await session.close();
  }
}
