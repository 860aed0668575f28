/** Training data in the order of the data set. */
import { isOpen, keywordOf } from '../code';
import type { Finding } from '../declare';
import type { Subject } from '../subject';
import { trainingLoops } from './loops';

export function* unshuffled(subject: Subject): Iterable<Finding> {
  const { code, reading, text } = subject;
  const trained = new Set(
    trainingLoops(subject).flatMap(({ backward }) =>
      backward.loops.flatMap((l) =>
        l.kind === 'For'
          ? [...text.slice(l.iter.span.start, l.iter.span.end).matchAll(/[A-Za-z_]\w*/g)].map(([w]) => w)
          : [],
      ),
    ),
  );
  for (const { call, name, statement } of code.calls) {
    if (name !== 'torch.utils.data.DataLoader' && name !== 'torch.utils.data.dataloader.DataLoader') continue;
    const target = statement.kind === 'Assign' && statement.value === call ? statement.targets[0] : undefined;
    if (target?.kind !== 'Name' || !/train/i.test(target.id) || !trained.has(target.id) || isOpen(call)) continue;
    const shuffle = keywordOf(call, 'shuffle') ?? call.args[2];
    const isDrawn = ['sampler', 'batch_sampler'].some((k) => keywordOf(call, k)) || call.args.length > 3;
    const dataset = call.args[0] ?? keywordOf(call, 'dataset');
    const words = dataset ? text.slice(dataset.span.start, dataset.span.end) : '';
    if (isDrawn || (shuffle !== undefined && shuffle.kind !== 'False') || /iter|stream/i.test(words)) continue;
    yield {
      place: { file: reading.file, span: call.span },
      message: `${target.id} gives the training data in the order of the data set${shuffle ? '' : ': shuffle is False by default'}.`,
      why: 'Use shuffle=True.',
    };
  }
}
