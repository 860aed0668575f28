import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundled } from '../../scripts/lib/declarations.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { launchBrowser } from '../editor/browser.mjs';
import { loadAnswers, openPage, tell } from '../pages/harness.mjs';
import { quantile, time } from './harness.mjs';
import { startServer } from './server.mjs';

const sources = await obtainTorchvision(console.error);
const { answerFor, graphFor, diagramFor } = await loadAnswers();
const draw = await bundled('server/src/draw/index.ts');
const answerOf = (file, model) =>
  answerFor(join(sources, 'torchvision/models', file), model, ['1x3x224x224'], [sources]);

/** Everything open and unrolled, from the folding to the scene, in CPU time. */
function layoutOf(file, model) {
  const { diagram } = answerOf(file, model).shown;
  const outline = draw.outlineOf(diagram);
  const keys = new Set(diagram.groups.map(({ key }) => key));
  const values = [];
  for (let i = 0; i < 35; i += 1) {
    const started = process.cpuUsage();
    draw.graphScene(outline, { open: keys, unrolled: keys });
    const { user, system } = process.cpuUsage(started);
    values.push((user + system) / 1000);
  }
  return { values: values.slice(5), unit: 'ms' };
}

/** In the page, from the message to the frame after it. */
async function inPage(file, model, act) {
  const browser = await launchBrowser();
  const answer = answerOf(file, model);
  const values = [];
  for (let i = 0; i < 6; i += 1) {
    const { page, close } = await openPage(browser, { name: 'diagram', theme: 'dark' });
    values.push(
      await act(page, { kind: 'show', uri: 'file:///net.py', fileName: 'net.py', state: { kind: 'read', answer } }),
    );
    await close();
  }
  await browser.close();
  return { values: values.slice(1), unit: 'ms' };
}

/** From the key's message to the server to the frame that shows the diagram of what was typed. */
async function keystrokeToPicture() {
  const path = join(sources, 'torchvision/models/resnet.py');
  const text = readFileSync(path, 'utf8');
  const uri = pathToFileURL(path).href;
  const typed = text.indexOf('self.inplanes = 64') + 'self.inplanes = 64'.length;
  const lines = text.slice(0, typed).split('\n');
  const at = { line: lines.length - 1, character: lines.at(-1).length };
  const server = startServer();
  await server.initialize(join(sources, 'torchvision/models'));
  await server.open(path).hints();
  const browser = await launchBrowser();
  const { page, close } = await openPage(browser, { name: 'diagram', theme: 'dark' });
  const ask = () => server.request('convscope/diagram', { uri, wanted: 'ResNet' });
  let version = 1;
  async function key(inserted) {
    version += 1;
    const end = inserted === '' ? { ...at, character: at.character + 1 } : at;
    server.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end }, text: inserted }],
    });
    const answer = await ask();
    if (!answer.shown) throw new Error('there is no diagram');
    await page.evaluate(
      async (data) => {
        window.postMessage(data, '*');
        await new Promise((done) => setTimeout(() => requestAnimationFrame(done)));
      },
      { kind: 'show', uri, fileName: 'resnet.py', state: { kind: 'read', answer } },
    );
  }
  let isTyped = false;
  const measured = await time(
    () => {
      isTyped = !isTyped;
      return key(isTyped ? '0' : '');
    },
    { times: 40, warmup: 10 },
  );
  await close();
  await browser.close();
  await server.stop();
  return measured;
}

/** 95 of 100 frames are shorter, in each of some openings. */
const frames = (events) =>
  inPage('resnet.py', 'resnet50()', async (page, message) => {
    await tell(page, message);
    await page.getByRole('button', { name: 'Unfold all modules' }).click();
    const durations = await page.locator('.canvas').evaluate(async (svg, event) => {
      const found = [];
      for (let i = 0; i < 60; i += 1) {
        const started = performance.now();
        const deltaY = event.ctrlKey && i % 20 > 9 ? -event.deltaY : event.deltaY;
        svg.dispatchEvent(new WheelEvent('wheel', { ...event, deltaY, bubbles: true, cancelable: true }));
        await new Promise((done) => requestAnimationFrame(done));
        found.push(performance.now() - started);
      }
      return found;
    }, events);
    return quantile(durations, 0.95);
  });

const painted = (page, message) =>
  page.evaluate(async (data) => {
    const started = performance.now();
    window.postMessage(data, '*');
    while (!document.querySelector('.canvas [role=treeitem]')) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - started;
  }, message);

export const benches = {
  'diagram: layout and scene of efficientnet_v2_l, 1021 nodes': () =>
    layoutOf('efficientnet.py', 'efficientnet_v2_l()'),
  'diagram: layout and scene of densenet201, 713 nodes': () => layoutOf('densenet.py', 'densenet201()'),
  'diagram: first paint of resnet50 at the default folding': () => inPage('resnet.py', 'resnet50()', painted),
  'diagram: fold a stage of resnet50, to the next frame': () =>
    inPage('resnet.py', 'resnet50()', async (page, message) => {
      await tell(page, message);
      const item = page.locator('[role=treeitem][aria-expanded=true]').first();
      await item.waitFor();
      return item.evaluate(async (node) => {
        const started = performance.now();
        node.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return performance.now() - started;
      });
    }),
  'diagram: p95 frame while panning resnet50, all open': () => frames({ deltaY: 120 }),
  'diagram: p95 frame while zooming resnet50, all open': () => frames({ deltaY: 60, ctrlKey: true }),
  'diagram: keystroke to picture, resnet.py': keystrokeToPicture,
  'diagram: build the diagram of efficientnet_v2_l, from its graph': () => {
    const graph = graphFor(join(sources, 'torchvision/models/efficientnet.py'), 'efficientnet_v2_l()', [sources]);
    return time(() => diagramFor(graph));
  },
};
