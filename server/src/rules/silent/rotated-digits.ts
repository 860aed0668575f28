import type { Expr } from '../../syntax';
import { keywordOf } from '../code';
import { composedIn, datasetsIn, TEXT } from '../datasets';
import { declareRule, type Finding } from '../declare';
import type { Subject } from '../subject';

export const rule = declareRule({
  code: 'CS220',
  name: 'rotated-digits',
  severity: 'warning',
  page: {
    what: 'Finds flips, and rotations of more than 20 degrees, of digits or letters.',
    why: 'A 6 turned around is a 9; a mirrored 2 or b is no character, or another one. The label then is wrong, and the network learns the confusion.',
    references: [
      '[Shorten and Khoshgoftaar 2019, A survey on Image Data Augmentation](https://doi.org/10.1186/s40537-019-0197-0)',
    ],
  },
  bad: `
from torchvision import datasets, transforms

transform = transforms.Compose([transforms.RandomRotation(180), transforms.ToTensor()])
train = datasets.MNIST("data", train=True, transform=transform)
`,
  good: `
from torchvision import datasets, transforms

transform = transforms.Compose([transforms.RandomRotation(10), transforms.ToTensor()])
train = datasets.MNIST("data", train=True, transform=transform)
`,

  find: findings,
});

const MOST_DEGREES = 20;

function* findings(subject: Subject): Iterable<Finding> {
  const datasets = datasetsIn(subject);
  for (const composed of composedIn(subject)) {
    const of = datasets.find((d) => d.transform === composed.expr && TEXT.has(d.dataset));
    if (!of) continue;
    for (const { name, expr } of composed.steps) {
      const degrees = /^Random(Rotation|Affine)$/.test(name) ? degreesOf(expr) : undefined;
      const isFlip = /^Random(Horizontal|Vertical)Flip$/.test(name);
      if (!isFlip && (degrees ?? 0) <= MOST_DEGREES) continue;
      yield {
        place: { file: subject.reading.file, span: expr.span },
        message: `${name}${degrees === undefined ? '' : ` by up to ${degrees} degrees`} on ${of.dataset}: ${isFlip ? 'mirrored characters are no characters, or others' : 'a 6 turned around is a 9'}.`,
        why: `Leave it out${isFlip ? '' : `, or turn by ${MOST_DEGREES} degrees at most`}.`,
      };
    }
  }
}

/** `30` or `(-30, 30)`. */
function degreesOf(expr: Expr): number | undefined {
  const value = expr.kind === 'Call' ? (keywordOf(expr, 'degrees') ?? expr.args[0]) : undefined;
  const numbers = value?.kind === 'Tuple' || value?.kind === 'List' ? value.elements : value ? [value] : [];
  const sizes = numbers.flatMap((e) => {
    const inner = e.kind === 'UnaryOp' ? e.operand : e;
    return (inner.kind === 'Int' || inner.kind === 'Float') && inner.value !== undefined ? [inner.value] : [];
  });
  return sizes.length > 0 && sizes.length === numbers.length ? Math.max(...sizes) : undefined;
}
