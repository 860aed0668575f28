/** What in the image speaks for a class, and what one unit sees of it. */
import {
  type Box,
  boxAround,
  enlarged,
  gradCam,
  type HeatMap,
  maskOf,
  occluded,
  occlusionMap,
  type Patch,
  patchesOver,
  probabilities,
  receptiveBox,
  type Scores,
  saliency,
} from '../../explain';
import type { ValueId } from '../../program';
import type { Explanations, Numbers, UnitSeen } from '../../protocol';
import { TrainError } from '../files/errors';
import type { Asking } from '../inspection/asking';
import { activationOf, imageOf, layerAt } from './look';
import type { Session } from './session';

/** How many occluded images go through the network at once. */
const BATCH = 16;
/** Of the largest gradient, below which a pixel counts as not seen. */
const SEEN = 0.01;

export async function unitSeen(
  session: Session,
  { layer, channel, place }: Explanations['explain/unit']['params'],
): Promise<UnitSeen> {
  const { value, shape } = layerAt(session, layer);
  const { calculator } = session;
  const mask = maskOf([1, ...shape], { kind: 'unit', channel, place });
  const { score, of } = await calculator.gradients(imageOf(session).input, {
    of: value,
    mask,
    wrt: [calculator.input],
  });
  const measured = saliency(of[0] ?? new Float32Array(0), sidesOf(session));
  return {
    value: score,
    field: fieldOf(session, value, channel, place),
    measured: numbersOf(measured),
    measuredBox: boxAround(measured, SEEN),
  };
}

/** Rows and columns of the image that the unit can depend on. */
export function fieldOf(
  { calculator }: Session,
  value: ValueId,
  channel: number,
  place: readonly number[],
): Box | undefined {
  const box = receptiveBox(calculator.program, value, [0, channel, ...place], calculator.input);
  const [, , rows, columns] = box ?? [];
  return rows && columns && { top: rows[0], bottom: rows[1], left: columns[0], right: columns[1] };
}

export async function attribution(
  session: Session,
  { how, class: cls }: Explanations['explain/attribution']['params'],
): Promise<Numbers> {
  const { calculator, size } = session;
  const { input } = imageOf(session);
  const { value: of, mask } = classMask(session, cls);
  switch (how.kind) {
    case 'grad-cam': {
      const { value, shape } = layerAt(session, how.layer);
      const [channels, height, width, ...more] = shape;
      if (channels === undefined || height === undefined || width === undefined || more.length > 0)
        throw new TrainError('Grad-CAM needs a layer whose result is a picture: channels, height and width');
      const { of: found } = await calculator.gradients(input, { of, mask, wrt: [value] });
      const activation = await activationOf(session, value);
      const map = gradCam(activation, found[0] ?? activation, [channels, height, width]);
      return numbersOf(enlarged(map, size.height, size.width));
    }
    case 'gradient':
    case 'guided': {
      const relu = how.kind === 'guided' ? 'guided' : 'plain';
      const { of: found } = await calculator.gradients(input, { of, mask, wrt: [calculator.input], relu });
      return numbersOf(saliency(found[0] ?? input, sidesOf(session)));
    }
  }
}

/** The patch is grey: pixels of one half. */
export async function occlusion(
  session: Session,
  { class: cls, settings: { side, stride } }: Explanations['explain/occlusion']['params'],
  { progress, isCancelled }: Asking,
): Promise<Numbers> {
  if (!(side >= 1) || !(stride >= 1)) throw new TrainError('The patch and its stride are at least one pixel');
  const { calculator, size } = session;
  const { input, normalisation } = imageOf(session);
  const scores = scoresIn(session, cls);
  const grey = normalisation.mean.map((mean, c) => (0.5 - mean) / (normalisation.std[c] ?? 1));
  const patches = patchesOver(size.height, size.width, { side, stride });
  const [whole = 0] = await said([input]);
  const falls: { patch: Patch; fall: number }[] = [];
  const map = (): Numbers => numbersOf(occlusionMap(size.height, size.width, side, falls));
  for (let at = 0; at < patches.length && !(await isCancelled()); at += BATCH) {
    const batch = patches.slice(at, at + BATCH);
    const images = batch.map((patch) => occluded(input, sidesOf(session), patch, side, grey));
    const found = await said(images);
    batch.forEach((patch, i) => {
      falls.push({ patch, fall: whole - (found[i] ?? 0) });
    });
    progress((at + batch.length) / patches.length, map());
  }
  return map();

  /** The class's probability for each. */
  async function said(images: readonly Float32Array[]): Promise<readonly number[]> {
    const elements = input.length;
    // One size of batch, compiled once; the last one is filled up.
    const count = images.length === 1 ? 1 : BATCH;
    const all = new Float32Array(count * elements);
    images.forEach((image, i) => {
      all.set(image, i * elements);
    });
    const [found = new Float32Array(0)] = await calculator.values(all, count, [scores.value]);
    const each = found.length / count;
    return images.map((_, i) => probabilities(found.subarray(i * each, (i + 1) * each), scores)[cls] ?? 0);
  }
}

function scoresIn({ scores }: Session, cls: number): Scores {
  if (scores === undefined) throw new TrainError('The result of the model has no scores for classes');
  if (!(cls >= 0 && cls < scores.classes))
    throw new TrainError(`There is no class ${cls}; there are ${scores.classes}`);
  return scores;
}

/** The class's score; of a picture of scores the mean. */
export function classMask(session: Session, cls: number): { readonly value: ValueId; readonly mask: Float32Array } {
  const { value, classes, space } = scoresIn(session, cls);
  return { value, mask: maskOf([1, classes, ...space], { kind: 'channel', channel: cls }) };
}

const sidesOf = ({ size }: Session): [number, number, number] => [size.channels, size.height, size.width];
const numbersOf = ({ height, width, data }: HeatMap): Numbers => ({
  shape: [height, width],
  data: Float32Array.from(data),
});
