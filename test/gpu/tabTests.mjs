/** An engine in the tab of a run, the whole way: training process, editor's side, page; and what becomes of a tab that is gone. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { attached, openTab } from './tabHost.mjs';

/** @returns {[string, () => Promise<void>][]} */
export function tabTests({ browser, bundles, jobFile, module }) {
  const tab = (before) => openTab({ browser, before, ...bundles });

  /** A run of the extension's own training process. `during` sees every event, and the tab. */
  async function run(recipe, { before, during = () => {} } = {}) {
    const opened = await tab(before);
    const folder = mkdtempSync(join(tmpdir(), 'convscope-tab-'));
    try {
      const { model, recipe: whole } = bundles.smallModel(recipe);
      const events = [];
      const message = await attached(opened, join(root, 'dist/trainer.js'), [], (told, child, end) => {
        if (told.kind === 'ready') child.send({ kind: 'open', recipe: whole, folder });
        if (told.kind === 'opened') child.send({ kind: 'start', mode: 'train', model, workspace: folder });
        if (told.kind === 'error') end(told.message);
        if (told.kind !== 'event') return;
        events.push(told.event);
        during(told.event, opened.page);
        if (told.event.event === 'end') end(told.event.message);
      });
      const of = (kind) => events.filter(({ event }) => event === kind);
      const notes = of('note').map(({ text }) => text);
      return { ...opened, message, notes, starts: of('start'), epochs: of('epoch'), end: of('end')[0] };
    } finally {
      await opened.page.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Whatever the tab has learned up to the epoch before is kept, and the processor goes on. */
  async function goesOn(how, reason, before) {
    let done = false;
    const { notes, starts, epochs, end } = await run(
      { engine: 'webview', epochs: 4 },
      {
        before,
        during(event, page) {
          if (event.event !== 'epoch' || event.epoch !== 2 || done) return;
          done = true;
          void how(page);
        },
      },
    );
    assert.equal(end.reason, 'finished');
    assert.deepEqual(
      starts.map(({ device }) => device),
      ['gpu', 'cpu'],
    );
    const [first, second] = starts;
    assert.ok(second.resumed_after >= 2);
    assert.equal(second.folder, first.folder);
    assert.deepEqual(
      epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4],
    );
    assert.ok(epochs[3].train.loss < epochs[1].train.loss, 'the weights are kept');
    const note = notes.find((text) => text.includes('failed'));
    assert.ok(note.startsWith(`${first.engine} failed: ${reason}`), note);
    assert.ok(note.endsWith('The run goes on with another engine from its last whole epoch.'), note);
  }

  return [
    [
      'whole steps as on the CPU, through messages',
      async () => {
        const opened = await tab();
        const { outcomes, engine } = await attached(opened, module, [jobFile], (told, _, end) => end(told));
        assert.deepEqual(
          outcomes.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${name}: ${fault}`])),
          [],
        );
        assert.ok(outcomes.length >= 2);
        assert.equal(engine.name, 'webview');
        assert.equal(engine.isSoftware, true);
        assert.deepEqual(opened.faults, []);
        await opened.page.close();
      },
    ],
    [
      'a run learns in its tab',
      async () => {
        const { starts, notes, epochs, end, faults } = await run({ engine: 'webview', epochs: 3 });
        assert.equal(end.reason, 'finished');
        assert.equal(starts.length, 1);
        assert.match(starts[0].engine, /^WebGPU on .* in this tab$/);
        assert.ok(epochs[2].validation.accuracy > epochs[0].train.accuracy);
        assert.ok(notes.some((text) => text.startsWith('The graphics card computes in this tab: keep it open')));
        assert.ok(!notes.some((text) => text.includes('is not used')), notes.join('\n'));
        assert.deepEqual(faults, []);
      },
    ],
    [
      'a tab that is closed midway',
      () => goesOn((page) => page.close(), 'the tab that computes is gone (it was closed).'),
    ],
    [
      'a tab that is loaded anew midway',
      () => goesOn((page) => page.reload(), 'the tab that computes is gone (it was loaded anew).'),
    ],
    [
      'a card that is lost midway',
      () =>
        goesOn(
          (page) => page.evaluate(() => globalThis.cards.at(-1).destroy()),
          'the graphics card was lost (',
          () => {
            globalThis.cards = [];
            const { requestDevice } = GPUAdapter.prototype;
            GPUAdapter.prototype.requestDevice = async function (...about) {
              const card = await requestDevice.apply(this, about);
              globalThis.cards.push(card);
              return card;
            };
          },
        ),
    ],
    [
      'no card in the page',
      async () => {
        const before = () => {
          GPU.prototype.requestAdapter = async () => null;
        };
        const { message, loaded, starts } = await run({ engine: 'webview', epochs: 1 }, { before });
        assert.equal(
          message,
          'The engine webview does not run here: no graphics card offers WebGPU here. Set "engine" in the recipe to "auto" for one that does.',
        );
        assert.deepEqual(starts, []);
        assert.deepEqual(loaded, ['dist/webview/training.js'], 'the kernels are not loaded in vain');
      },
    ],
    [
      'a card that the processor plays is not taken by itself',
      async () => {
        const { end, starts, notes, loaded } = await run({ engine: 'auto', epochs: 1 });
        assert.equal(end.reason, 'finished');
        assert.deepEqual(
          starts.map(({ device }) => device),
          ['cpu'],
        );
        assert.deepEqual(notes, []);
        assert.deepEqual(loaded, ['dist/webview/training.js']);
      },
    ],
  ];
}
