/** The page of filters with real weights: its questions are answered by what the inspection process runs. */
import { openPage, sent, tell } from './harness.mjs';

/**
 * @param {object} given inspection: from `loadInspection`; origin, model: of the weights; and the options of `openPage`
 */
export async function openFilters(browser, { inspection, origin, model, title = 'Filters', ...options }) {
  const opened = await openPage(browser, { name: 'filters', ...options });
  const { page } = opened;
  let answered = 0;
  /** Answers what has been asked since; the last question is the one that counts. */
  async function settle() {
    for (;;) {
      const asked = (await sent(page)).filter(({ kind }) => kind === 'ask').slice(answered);
      if (asked.length === 0) return;
      answered += asked.length;
      for (const { id, question } of asked) {
        const answer = await inspection.answered(origin, question).then(
          (found) => ({ kind: 'answer', id, answer: found }),
          (error) => ({ kind: 'refused', id, message: error.message }),
        );
        await tell(page, answer);
      }
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
  }
  const state = await inspection
    .openedWeights(origin, model)
    .catch((error) => ({ kind: 'failed', message: error.message }));
  const subject = origin.kind === 'run' ? { kind: 'run', folder: origin.folder } : { kind: 'file', file: origin.file };
  await tell(page, { kind: 'show', subject, title, state });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await settle();
  return { ...opened, settle };
}
