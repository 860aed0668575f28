import type { Repair } from '../../graph';
import type { Expr } from '../../syntax';
import { keywordOf } from '../code';
import { composedIn, datasetsIn, GREY } from '../datasets';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS219',
  name: 'transforms-order',
  severity: 'warning',
  page: {
    what: 'Finds transforms in an order or of a kind that cannot be meant: Normalize before ToTensor, statistics of three channels for grey images, random changes of test images.',
    why: 'Normalize works on tensors, and refuses images. Three means for one channel make three channels of it by broadcasting. Random changes of test images make every measurement another one.',
    references: ['[torchvision.transforms](https://docs.pytorch.org/vision/stable/transforms.html)'],
  },
  bad: `
from torchvision import transforms

transform = transforms.Compose([
    transforms.Normalize((0.5,), (0.5,)),
    transforms.ToTensor(),
])
`,
  good: `
from torchvision import transforms

transform = transforms.Compose([
    transforms.ToTensor(),
    transforms.Normalize((0.5,), (0.5,)),
])
`,
  hasFix: true,

  find: findings,
});

function* findings(subject: Subject): Iterable<Finding> {
  const { reading } = subject;
  const datasets = datasetsIn(subject);
  const place = (e: Expr) => ({ file: reading.file, span: e.span });
  for (const composed of composedIn(subject)) {
    const { steps } = composed;
    const normalize = steps.find((s) => s.name === 'Normalize');
    const toTensor = steps.find((s) => s.name === 'ToTensor' || s.name === 'PILToTensor' || s.name === 'ToImage');
    if (normalize && toTensor && steps.indexOf(normalize) < steps.indexOf(toTensor))
      yield {
        place: place(normalize.expr),
        message: `Normalize before ${toTensor.name}: it works on tensors, and is given an image.`,
        why: 'Put it after.',
        repairs: swapped(
          subject,
          normalize.expr,
          toTensor.expr,
          steps.indexOf(toTensor) - steps.indexOf(normalize) === 1,
        ),
      };
    const users = datasets.filter((d) => d.transform === composed.expr);
    const grey = users.find((d) => GREY.has(d.dataset));
    const channels = normalize && lengthOf(normalize.expr);
    const isMadeColour = steps.some((s) => /^(Grayscale|Lambda|ConvertImageDtype|RGB)$/.test(s.name) || s.name === '');
    if (normalize && grey && channels === 3 && !isMadeColour && users.every((d) => GREY.has(d.dataset)))
      yield {
        place: place(normalize.expr),
        message: `Means of 3 channels for ${grey.dataset}, whose images have one: broadcasting makes three channels of it.`,
        why: 'Give one mean and one standard deviation.',
      };
    const random = steps.find((s) =>
      /^(Random(?!Apply|Choice|Order)\w+|ColorJitter|AutoAugment|RandAugment|TrivialAugmentWide|AugMix)$/.test(s.name),
    );
    if (random && users.length > 0 && users.every((d) => d.isTest))
      yield {
        place: place(random.expr),
        message: `${random.name} changes the test images at random: each measurement is another one.`,
        why: 'Leave it to the training images.',
      };
  }
}

/** How many numbers the means have. */
function lengthOf(expr: Expr): number | undefined {
  const mean = expr.kind === 'Call' ? (keywordOf(expr, 'mean') ?? expr.args[0]) : undefined;
  return mean?.kind === 'Tuple' || mean?.kind === 'List' ? mean.elements.length : undefined;
}

function swapped({ text, reading }: Subject, first: Expr, second: Expr, areNeighbours: boolean): Repair[] {
  if (!areNeighbours) return [];
  const file = reading.file;
  const textOf = ({ span }: Expr): string => text.slice(span.start, span.end);
  return [
    {
      kind: 'replace',
      title: 'Turn it into a tensor first',
      target: { file, span: first.span },
      changes: [
        { file, span: first.span, text: textOf(second) },
        { file, span: second.span, text: textOf(first) },
      ],
    },
  ];
}
