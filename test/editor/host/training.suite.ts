import * as assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EpochEvent, TrainingEvent } from '../../../server/src/protocol';
import { openSafetensors } from '../../../server/src/train/checkpoint/safetensors';
import { acceptInput, inWorkspace, openInEditor, pickNext, until, withSetting } from './support';

const recipe = (): string => inWorkspace('convscope.json').fsPath;
const runs = (): string => inWorkspace('.convscope/runs').fsPath;
const tabs = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

function eventsOf(name: string): TrainingEvent[] {
  const file = join(runs(), name, 'metrics.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}
const epochsOf = (name: string): EpochEvent[] => eventsOf(name).filter((event) => event.event === 'epoch');
const ending = async (name: string): Promise<string | undefined> => {
  const last = eventsOf(name).at(-1);
  return last?.event === 'end' ? last.reason : undefined;
};

suite('training', () => {
  suiteSetup(async () => {
    for (const path of ['convscope.json', '.convscope', 'train_digits.py'])
      rmSync(inWorkspace(path).fsPath, { recursive: true, force: true });
    await openInEditor('digits.py');
  });
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a first run asks for the data and the epochs, writes the recipe, and trains', async () => {
    const ended = vscode.commands.executeCommand('convscope.train');
    await pickNext(0); // the digits
    await acceptInput(); // ten epochs
    await ended;
    const { model, data, epochs } = JSON.parse(readFileSync(recipe(), 'utf8'));
    assert.deepEqual({ model, data, epochs }, { model: 'Digits()', data: { name: 'digits' }, epochs: 10 });
    assert.equal(await ending('Digits-1'), 'finished');
    assert.equal(epochsOf('Digits-1').length, 10);
    assert.ok(tabs().includes('Training Digits()'), tabs().join());
  });

  test('a long run is paused, goes on, is stopped, and is resumed where it was', async () => {
    writeFileSync(recipe(), JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 100_000 }));
    const name = 'Digits-2';
    await openInEditor('digits.py');
    const first = vscode.commands.executeCommand('convscope.train');
    await until(
      async () => epochsOf(name).length,
      (count) => count >= 2,
    );
    await vscode.commands.executeCommand('convscope.pauseTraining');
    const held = await until(still, (same) => same !== undefined);
    await vscode.commands.executeCommand('convscope.pauseTraining');
    await until(
      async () => eventsOf(name).length,
      (count) => count > (held ?? 0),
    );
    await vscode.commands.executeCommand('convscope.stopTraining');
    await first;
    assert.equal(await ending(name), 'stopped');
    const before = epochsOf(name).length;

    const second = vscode.commands.executeCommand('convscope.resumeTraining');
    await pickNext(0); // the newest
    await until(
      async () => epochsOf(name).length,
      (count) => count > before,
    );
    await vscode.commands.executeCommand('convscope.stopTraining');
    await second;
    const all = epochsOf(name).map(({ epoch }) => epoch);
    assert.deepEqual(
      all,
      all.map((_, i) => i + 1),
    );
    const weights = openSafetensors(join(runs(), name, 'best.safetensors'));
    assert.deepEqual(weights.tensors.get('conv.weight')?.shape, [8, 1, 3, 3]);
    weights.close();

    /** How many events there are, once no more come. */
    async function still(): Promise<number | undefined> {
      const count = eventsOf(name).length;
      await new Promise((resolve) => setTimeout(resolve, 700));
      return eventsOf(name).length === count ? count : undefined;
    }
  });

  test('a recipe that is edited is checked: rules, and fields that do not go together', async () => {
    const problems = async (text: object): Promise<string[]> => {
      writeFileSync(recipe(), JSON.stringify({ file: 'digits.py', model: 'Digits()', ...text }));
      await vscode.workspace.openTextDocument(recipe());
      return until(
        async () =>
          vscode.languages
            .getDiagnostics(inWorkspace('convscope.json'))
            .map(({ code, message }) => `${typeof code === 'object' ? code.value : code} ${message}`),
        (found) => found.length > 0,
      );
    };
    const [flipped] = await problems({ augmentation: { flip: true } });
    assert.match(flipped ?? '', /^CS220 Mirrored characters of digits/);
    const shown = (level: vscode.DiagnosticSeverity | undefined) =>
      until(
        async () => vscode.languages.getDiagnostics(inWorkspace('convscope.json')).map(({ severity }) => severity),
        (found) => found[0] === level,
      );
    await shown(vscode.DiagnosticSeverity.Warning);
    await withSetting('rules', { CS220: 'hint' }, async () => {
      await shown(vscode.DiagnosticSeverity.Hint);
    });
    await withSetting('rules', { 'rotated-digits': 'off' }, async () => {
      await shown(undefined);
    });
    await shown(vscode.DiagnosticSeverity.Warning);
    const project = inWorkspace('pyproject.toml').fsPath;
    writeFileSync(project, '[tool.convscope.severity]\nCS2 = "error"\n');
    await shown(vscode.DiagnosticSeverity.Error);
    rmSync(project);
    await shown(vscode.DiagnosticSeverity.Warning);
    writeFileSync(recipe(), JSON.stringify({ file: 'digits.py', model: 'Digits()' }));
    await until(
      async () => vscode.languages.getDiagnostics(inWorkspace('convscope.json')).length,
      (count) => count === 0,
    );
    const [nesterov] = await problems({ optimizer: { nesterov: true, momentum: 0 } });
    assert.match(nesterov ?? '', /Nesterov’s momentum needs a momentum/);
  });

  test('a recipe that cannot be read starts nothing', async () => {
    writeFileSync(recipe(), '{ "file": "digits.py", "model": "Digits()", "epochs": ');
    const before = readdirSync(runs());
    await openInEditor('digits.py');
    await vscode.commands.executeCommand('convscope.train');
    assert.deepEqual(readdirSync(runs()), before);
  });

  test('what PyTorch writes is followed until its end, and its script is the recipe’s', async () => {
    writeFileSync(recipe(), JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 3 }));
    const python = inWorkspace('python').fsPath;
    writeFileSync(python, STAND_IN);
    chmodSync(python, 0o755);
    const selected = vscode.commands.registerCommand('python.interpreterPath', () => python);
    try {
      await openInEditor('digits.py');
      const ended = vscode.commands.executeCommand('convscope.trainWithPytorch');
      await pickNext(0); // one process
      await ended;
      assert.equal(await ending('Digits-pytorch-1'), 'finished');
      assert.match(readFileSync(inWorkspace('train_digits.py').fsPath, 'utf8'), /range\(1, 4\)/);
      await openInEditor('digits.py');
      const again = vscode.commands.executeCommand('convscope.trainWithPytorch');
      await pickNext(1, 5000); // several
      await acceptInput(); // two
      await again;
      assert.equal(await ending('Digits-pytorch-2'), 'finished');
      const { engine } = eventsOf('Digits-pytorch-2').find((event) => event.event === 'start') ?? { engine: '' };
      assert.equal(engine, 'PyTorch by -m torch.distributed.run --standalone --nproc_per_node 2');
    } finally {
      selected.dispose();
    }
  });
});

/** Stands for Python: writes a run as the script of its argument would, and says how it was called. */
const STAND_IN = `#!/usr/bin/env node
const { appendFileSync, mkdirSync, readFileSync } = require('node:fs');
const called = process.argv.slice(2);
const folder = /^RUN = "(.*)"$/m.exec(readFileSync(called.at(-1), 'utf8'))[1];
mkdirSync(folder, { recursive: true });
const engine = 'PyTorch by ' + called.slice(0, 5).join(' ');
const score = { loss: 1, accuracy: 0.5 };
const events = [
  { event: 'start', run: folder, folder, model: 'Digits()', engine, device: 'cpu', data: 'digits', train_images: 1,
    validation_images: 1, validation_text: '', classes: [], epochs: 3, steps_per_epoch: 1, parameters: 1, layers: [],
    resumed_after: 0 },
  { event: 'epoch', epoch: 1, train: score, validation: score, lr: 1, images_per_second: 1, seconds: 1, best: true,
    small_weights: [] },
  { event: 'end', reason: 'finished', seconds: 1 },
];
const tell = () => {
  const event = events.shift();
  if (event === undefined) return;
  appendFileSync(folder + '/metrics.jsonl', JSON.stringify(event) + '\\n');
  setTimeout(tell, 400);
};
tell();
`;
