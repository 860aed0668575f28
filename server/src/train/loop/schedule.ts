/** The learning rate at each step. PyTorch's schedulers, in closed form; a warm-up multiplies the first epochs. */
import type { ScheduleRecipe } from '../../recipe';

export interface Place {
  /** Steps done before this one, over all epochs. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
}

/** `factor`: what `plateau` has come to so far. */
export function learningRate(schedule: ScheduleRecipe, lr: number, place: Place, factor = 1): number {
  const epoch = place.step / place.stepsPerEpoch;
  const warm = schedule.warmup_epochs > 0 ? Math.min(1, (epoch + 1 / place.stepsPerEpoch) / schedule.warmup_epochs) : 1;
  return warm * scheduled(schedule, lr, place, factor);
}

function scheduled(schedule: ScheduleRecipe, lr: number, { step, stepsPerEpoch, epochs }: Place, factor: number) {
  switch (schedule.name) {
    case 'constant':
      return lr;
    case 'step':
      return lr * schedule.gamma ** Math.floor(Math.floor(step / stepsPerEpoch) / schedule.step_size);
    case 'multi_step':
      return lr * schedule.gamma ** (schedule.milestones ?? []).filter((epoch) => step >= epoch * stepsPerEpoch).length;
    case 'cosine': {
      const from = schedule.warmup_epochs * stepsPerEpoch;
      const share = Math.min(1, Math.max(0, (step - from) / Math.max(1, epochs * stepsPerEpoch - from)));
      return schedule.min_lr + (lr - schedule.min_lr) * halfCosine(share);
    }
    case 'one_cycle':
      return oneCycle(lr, step, epochs * stepsPerEpoch);
    case 'plateau':
      return Math.max(schedule.min_lr, lr * factor);
  }
}

/** From 1 down to 0. */
const halfCosine = (share: number): number => (1 + Math.cos(Math.PI * share)) / 2;

/** torch.optim.lr_scheduler.OneCycleLR by its defaults: pct_start 0.3, div_factor 25, final_div_factor 1e4, cosine. */
function oneCycle(most: number, step: number, total: number): number {
  const first = most / 25;
  const last = first / 1e4;
  const peak = 0.3 * total - 1;
  if (step <= peak) return first + (most - first) * (1 - halfCosine(step / peak));
  return last + (most - last) * halfCosine(Math.min(1, (step - peak) / Math.max(1, total - 1 - peak)));
}

/** ReduceLROnPlateau and early stopping: what the validation loss has been doing. */
export interface Plateau {
  readonly best: number;
  /** Epochs since the best. */
  readonly waited: number;
  readonly factor: number;
}
export const NO_PLATEAU: Plateau = { best: Number.POSITIVE_INFINITY, waited: 0, factor: 1 };

/** After an epoch; PyTorch's default threshold of 1e-4, relative. */
export function afterEpoch(plateau: Plateau, schedule: ScheduleRecipe, loss: number): Plateau {
  if (loss < plateau.best * (1 - 1e-4)) return { ...plateau, best: loss, waited: 0 };
  const waited = plateau.waited + 1;
  return waited > schedule.patience
    ? { ...plateau, waited: 0, factor: plateau.factor * schedule.gamma }
    : { ...plateau, waited };
}
