/** Through the epochs of a run: a slider, steps, and a film of all of them. */
import { element } from '../dom/element';
import { tool } from './controls';

/** Slow enough to see a filter change. */
const MS_PER_EPOCH = 250;

export interface Scrubber {
  readonly root: HTMLElement;
  /** `epoch` undefined: the last one. */
  readonly show: (epochs: readonly number[], epoch: number | undefined, isLive: boolean) => void;
}

/** `choose` is told undefined at the last epoch: there the page goes on with the run. */
export function scrubber(choose: (epoch: number | undefined) => void): Scrubber {
  const slider = element('input', { type: 'range', min: '0', step: '1', 'aria-label': 'Epoch' });
  const text = element('span', { class: 'about', role: 'status' });
  let epochs: readonly number[] = [0];
  let film: ReturnType<typeof setInterval> | undefined;
  const play = tool('Play', () => (film === undefined ? start() : stop()));
  const root = element('div', { class: 'scrubber' }, [slider, play, text]);

  function go(to: number): void {
    const at = Math.max(0, Math.min(epochs.length - 1, to));
    slider.value = String(at);
    choose(at === epochs.length - 1 ? undefined : epochs[at]);
  }

  function start(): void {
    play.textContent = 'Stop';
    if (Number(slider.value) >= epochs.length - 1) go(0);
    film = setInterval(() => {
      go(Number(slider.value) + 1);
      if (Number(slider.value) >= epochs.length - 1) stop();
    }, MS_PER_EPOCH);
  }

  function stop(): void {
    clearInterval(film);
    film = undefined;
    play.textContent = 'Play';
  }

  slider.addEventListener('input', () => {
    stop();
    go(Number(slider.value));
  });

  return {
    root,
    show(next, epoch, isLive) {
      epochs = next;
      root.hidden = next.length < 2;
      slider.max = String(next.length - 1);
      const at = epoch === undefined ? next.length - 1 : Math.max(0, next.indexOf(epoch));
      slider.value = String(at);
      const which = next[at] ?? 0;
      const name = which === 0 ? 'Initialisation' : `Epoch ${which} of ${next.at(-1) ?? 0}`;
      slider.setAttribute('aria-valuetext', name);
      text.textContent = isLive && epoch === undefined ? `${name}, as it is trained` : name;
    },
  };
}
