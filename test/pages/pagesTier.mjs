/** `npm test -- pages`: the pages in a browser without VS Code. */
import assert from 'node:assert/strict';
import { launchBrowser } from '../editor/browser.mjs';
import { activationsTests } from './activations.pages.mjs';
import { diagramTests } from './diagram.pages.mjs';
import { filtersTests } from './filters.pages.mjs';
import { loadAnswers } from './harness.mjs';
import { learningTests } from './learning.pages.mjs';
import { runsTests } from './runs.pages.mjs';
import { tabTests } from './tabs.pages.mjs';
import { trainingTests } from './training.pages.mjs';

export async function runPagesTier(say, { update = false, only = '' } = {}) {
  const browser = await launchBrowser();
  const answers = await loadAnswers();
  const tests = [
    ...diagramTests(browser, answers.answerFor, assert, { update }),
    ...tabTests(browser, answers, assert, { update }),
    ...trainingTests(browser, assert),
    ...activationsTests(browser, assert, { update }),
    ...runsTests(browser, assert),
    ...learningTests(browser, answers.answerFor, assert, { update }),
    ...filtersTests(browser, assert, { update }),
  ];
  let passed = 0,
    failed = 0;
  try {
    for (const [name, test] of tests.filter(([n]) => n.includes(only))) {
      try {
        await test();
        passed += 1;
      } catch (error) {
        failed += 1;
        say(`failed: ${name}\n${error.stack}`);
      }
    }
  } finally {
    await browser.close();
  }
  return { passed, failed };
}

if (process.argv[1]?.endsWith('pagesTier.mjs')) {
  const { passed, failed } = await runPagesTier(console.log, {
    update: process.argv.includes('--update'),
    only: process.argv.slice(2).find((word) => !word.startsWith('--')),
  });
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
