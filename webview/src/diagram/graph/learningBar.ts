/** Below the toolbar while a run's heat is shown: which step, and what is most and least there. */
import type { RunLearning } from '../../../../server/src/protocol';
import { element } from '../../dom/element';

export interface LearningBar {
  readonly node: HTMLElement;
  /** The step that is looked at: the last one goes on with the run. Undefined: there is no run. */
  readonly at: () => number | undefined;
  readonly show: (run: RunLearning | undefined) => void;
  readonly say: (text: string) => void;
  readonly hide: () => void;
}

export function learningBar(changed: () => void): LearningBar {
  const slider = element('input', { type: 'range', min: '0', max: '0', step: '1', 'aria-label': 'Step of the run' });
  const text = element('span', { class: 'step', role: 'status' });
  const node = element('div', { class: 'toolbar learning' }, [slider, text]);
  node.hidden = true;
  let run: RunLearning | undefined;
  let isAtEnd = true;
  slider.addEventListener('input', () => {
    isAtEnd = slider.value === slider.max;
    changed();
  });
  return {
    node,
    at: () => (run === undefined || run.steps.length === 0 ? undefined : Number(slider.value)),
    show(next) {
      if (next?.run !== run?.run) isAtEnd = true;
      run = next;
      node.hidden = false;
      slider.hidden = next === undefined || next.steps.length < 2;
      slider.max = String(Math.max(0, (next?.steps.length ?? 0) - 1));
      if (isAtEnd) slider.value = slider.max;
    },
    say(more) {
      const step = run?.steps[Number(slider.value)];
      if (run === undefined || step === undefined) {
        text.textContent = 'There is no training run of this file yet: Convscope: Train Model makes one.';
        return;
      }
      const where = `step ${step.step}, epoch ${step.epoch}`;
      slider.setAttribute('aria-valuetext', where);
      text.textContent = `${run.run}${run.isLive && isAtEnd ? ', running' : ''} · ${where}: ${more}`;
    },
    hide() {
      node.hidden = true;
    },
  };
}
