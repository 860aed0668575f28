/** The page of activations with a real network: its questions are answered by what the inspection process runs. */
import { openPage, sent, tell } from './harness.mjs';

const SUBJECT = { uri: 'file:///work/digits.py', weights: { kind: 'initial' } };

/** @param {object} given explanations: from `loadExplanations`; and the options of `openPage` */
export async function openActivations(browser, { explanations, origin, withData, mistakes, state, ...options }) {
  const opened = await openPage(browser, {
    name: 'activations',
    viewport: { width: 1160, height: 900 },
    ...options,
  });
  const { page } = opened;
  const session = `page ${Math.random()}`;
  let answered = 0;
  const frames = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  /** Questions of which nobody waits for the answer any more. */
  const cancelled = new Set();

  async function answer({ id, name, params }) {
    const progress = (done, partial) => tell(page, { kind: 'progress', id, done, partial });
    const isCancelled = async () => {
      for (const message of await sent(page)) if (message.kind === 'cancel') cancelled.add(message.id);
      return cancelled.has(id);
    };
    const message = await explanations.answered(name, { ...params, session }, { progress, isCancelled }).then(
      (result) => ({ kind: 'told', id, result }),
      (error) => ({ kind: 'refused', id, message: error.message }),
    );
    if (!cancelled.has(id)) await tell(page, message);
  }

  /** Answers what has been asked since, until nothing more is asked. */
  async function settle() {
    for (;;) {
      await frames();
      const asked = (await sent(page)).filter(({ kind }) => kind === 'question').slice(answered);
      if (asked.length === 0) return;
      answered += asked.length;
      for (const question of asked) await answer(question);
    }
  }

  const shown =
    state ??
    (await explanations.open(session, origin, withData).then(
      (explained) => ({ kind: 'open', explained, mistakes }),
      (error) => ({ kind: 'failed', message: error.message, hasPlace: false }),
    ));
  await tell(page, { kind: 'show', subject: SUBJECT, title: 'Activations of Digits() as initialised', state: shown });
  await settle();
  return { ...opened, settle };
}
