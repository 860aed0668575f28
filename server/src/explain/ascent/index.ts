/**
 * Activation maximisation: an image that makes one channel, unit or class as active as can be, by gradient ascent with
 * Adam (Kingma and Ba 2015) on its coefficients (Erhan et al. 2009; Olah et al. 2017). What computes the network's
 * gradient is outside: `view` gives its input, `advance` takes the gradient there.
 */
import { seeded } from '../../program';
import { frequencies, type ImageSize, type Parametrisation, pixels } from './image';
import { totalVariation } from './variation';
import { drawView, type Shaking, seen, unseen, type View } from './view';

export interface AscentSettings extends Shaking {
  readonly steps: number;
  /** Of Adam. */
  readonly rate: number;
  /** `frequencies` are the preconditioned ones; `pixels` shows what happens without. */
  readonly describe: 'frequencies' | 'pixels';
  /** Weight of the total variation in the objective, in units of activation; 0: none. */
  readonly variation: number;
  readonly seed: number;
}

/** Shaking by the size of the image: what is a little for 224 pixels is all of an image of 8. */
export function usualSettings({ height, width }: ImageSize): AscentSettings {
  const side = Math.min(height, width);
  return {
    steps: side <= 64 ? 256 : 128,
    rate: 0.05,
    describe: 'frequencies',
    jitter: Math.round(side / 20),
    rotation: side < 16 ? 3 : 6,
    scaling: 0.05,
    variation: 0,
    seed: 0,
  };
}

export interface Ascent {
  /** Pixels from 0 to 1, [C, height, width]. */
  readonly image: () => Float32Array;
  /** What the network is shown in this step, pixels too. */
  readonly view: () => Float32Array;
  /** `gradient`: of the objective with respect to that view's pixels. */
  readonly advance: (gradient: Float32Array) => void;
}

export function beginAscent(size: ImageSize, settings: AscentSettings): Ascent {
  const random = seeded(settings.seed);
  const described = describedBy(size, settings);
  const climb = adam(described.count, settings.rate);
  const coefficients = Float32Array.from({ length: described.count }, () => described.spread * random.normal());
  let image = described.image(coefficients);
  let view: View = drawView(settings, random);
  return {
    image: () => image,
    view: () => seen(image, size, view),
    advance: (gradient) => {
      const onImage = unseen(gradient, size, view);
      if (settings.variation > 0) {
        const { gradient: against } = totalVariation(image, size);
        onImage.forEach((g, i) => {
          onImage[i] = g - settings.variation * (against[i] ?? 0);
        });
      }
      climb(coefficients, described.back(onImage, image));
      image = described.image(coefficients);
      view = drawView(settings, random);
    },
  };
}

const describedBy = (size: ImageSize, { describe }: AscentSettings): Parametrisation => {
  switch (describe) {
    case 'frequencies':
      return frequencies(size);
    case 'pixels':
      return pixels(size);
  }
};

/** Upwards. ε is a share of the largest gradient: else Adam would make whole steps of what is only rounding. */
function adam(count: number, rate: number): (values: Float32Array, gradient: Float32Array) => void {
  const [beta1, beta2, share] = [0.9, 0.999, 1e-4];
  const first = new Float32Array(count);
  const second = new Float32Array(count);
  let step = 0;
  return (values, gradient) => {
    step++;
    const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step];
    let most = 0;
    for (let i = 0; i < count; i++) {
      const g = gradient[i] ?? 0;
      const m = beta1 * (first[i] ?? 0) + (1 - beta1) * g;
      const v = beta2 * (second[i] ?? 0) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      if (v > most) most = v;
    }
    const eps = share * Math.sqrt(most / c2) + Number.MIN_VALUE;
    for (let i = 0; i < count; i++)
      values[i] = (values[i] ?? 0) + (rate * ((first[i] ?? 0) / c1)) / (Math.sqrt((second[i] ?? 0) / c2) + eps);
  };
}

export type { ImageSize };
