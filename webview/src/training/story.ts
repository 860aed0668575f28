/** What a run has told so far, in the order and form in which it is shown. */
import type {
  EndEvent,
  EpochEvent,
  LayersEvent,
  LearningRateEvent,
  MasksEvent,
  NoteEvent,
  NumbersEvent,
  PredictionsEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
} from '../../../server/src/protocol';

export interface Story {
  start: StartEvent | undefined;
  readonly steps: StepEvent[];
  readonly epochs: EpochEvent[];
  readonly layers: LayersEvent[];
  readonly rates: LearningRateEvent[];
  readonly notes: NoteEvent[];
  /** The last of what the model says of images. */
  said: PredictionsEvent | MasksEvent | NumbersEvent | undefined;
  end: EndEvent | undefined;
}

export const emptyStory = (): Story => ({
  start: undefined,
  steps: [],
  epochs: [],
  layers: [],
  rates: [],
  notes: [],
  said: undefined,
  end: undefined,
});

/** More columns than a screen has pixels say nothing more: beyond this, every other one is dropped. */
const MOST_STEPS = 6000;
const MOST_LAYERS = 1200;

export function tell(story: Story, event: TrainingEvent): void {
  switch (event.event) {
    case 'start':
      begin(story, event);
      return;
    case 'step':
      story.steps.push(event);
      thin(story.steps, MOST_STEPS);
      return;
    case 'epoch':
      story.epochs.push(event);
      return;
    case 'layers':
      story.layers.push(event);
      thin(story.layers, MOST_LAYERS);
      return;
    case 'learning-rate':
      story.rates.push(event);
      return;
    case 'note':
      story.notes.push(event);
      return;
    case 'predictions':
    case 'masks':
    case 'numbers':
      story.said = event;
      return;
    case 'end':
      story.end = event;
      return;
  }
}

/** A run that goes on keeps what its whole epochs have told; a new one begins with nothing. */
function begin(story: Story, start: StartEvent): void {
  const isKept = ({ epoch = 0 }: { readonly epoch?: number }): boolean => epoch <= start.resumed_after;
  story.start = start;
  story.end = undefined;
  keep(story.steps, isKept);
  keep(story.epochs, isKept);
  keep(story.layers, isKept);
  keep(story.notes, isKept);
  story.rates.length = 0;
}

function keep<T>(list: T[], isKept: (item: T) => boolean): void {
  list.splice(0, list.length, ...list.filter(isKept));
}

function thin(list: unknown[], most: number): void {
  if (list.length <= most) return;
  let kept = 0;
  for (let i = 0; i < list.length; i += 1) if (i % 2 === 0 || i === list.length - 1) list[kept++] = list[i];
  list.length = kept;
}
