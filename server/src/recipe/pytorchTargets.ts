/** The part of a PyTorch script that depends on what is said of an image: classes, masks or numbers. */
import type { Recipe } from './declaration';

/** `loss_of(scores, targets)`, `class_scores` and `share_right`. */
export function lossPart(recipe: Recipe): string {
  const { data, loss } = recipe;
  const parts = [lossFunction(recipe)];
  if (data.targets !== 'numbers') {
    if (loss.name !== 'cross_entropy') parts.unshift(HOT);
    parts.push(CLASS_SCORES, shareRight(recipe));
  }
  return parts.join('\n\n\n');
}

const HOT = `def hot(labels, scores):
    """A 1 for the class and 0 for the others; 0 or 1 where one score tells two classes apart."""
    if labels.is_floating_point():
        return labels
    if scores.shape[1] == 1:
        return labels.view_as(scores).float()
    return F.one_hot(labels, scores.shape[1]).movedim(-1, 1).float()`;

function lossFunction({ data, loss }: Recipe): string {
  const targets = data.targets === 'numbers' ? 'labels' : 'hot(labels, scores)';
  const ignored = loss.ignore_index === undefined ? '' : `, ignore_index=${loss.ignore_index}`;
  const call = {
    cross_entropy: `F.cross_entropy(scores, labels, label_smoothing=${loss.label_smoothing}${ignored})`,
    bce: `F.binary_cross_entropy_with_logits(scores, ${targets})`,
    mse: `F.mse_loss(scores, ${targets})`,
    l1: `F.l1_loss(scores, ${targets})`,
  }[loss.name];
  return `def loss_of(scores, labels):
    return ${call}`;
}

const CLASS_SCORES = `def class_scores(scores):
    """One for each class; a single score is that of the second of two classes."""
    return torch.cat([torch.zeros_like(scores), scores], 1) if scores.shape[1] == 1 else scores[:, :len(names)]`;

function shareRight({ data, loss }: Recipe): string {
  const ignore = data.targets === 'masks' ? loss.ignore_index : undefined;
  return `def share_right(scores, labels):
    right = class_scores(scores).argmax(1) == labels
    return right${ignore === undefined ? '' : `[labels != ${ignore}]`}.double().mean()`;
}

/** `Tally`: what is counted and shown of validation images. */
export function tallyPart({ data, loss }: Recipe): string {
  switch (data.targets) {
    case 'classes':
      return CLASSES;
    case 'masks':
      return masks(loss.ignore_index);
    case 'numbers':
      return NUMBERS;
  }
}

const BYTES = `def encoded(values):
    """Bytes in base64."""
    return base64.b64encode(values.clamp(0, 255).byte().cpu().numpy().tobytes()).decode()`;

const CLASSES = `${BYTES}


def picture(i, said, probability):
    image, label = validation_set[i]
    return {'label': int(label), 'said': said, 'probability': probability, 'pixels': encoded(image * 255)}


class Tally:
    """Which class is taken for which; what the model says of some images, and its surest mistakes."""

    def __init__(self):
        self.confusion = torch.zeros(len(names), len(names), dtype=torch.long)
        self.samples, self.mistakes = [], []

    def add(self, place, scores, labels):
        """Of the images from \`place\` on."""
        sure, said = class_scores(scores).softmax(1).max(1)
        pairs = torch.bincount(len(names) * labels + said, minlength=self.confusion.numel())
        self.confusion += pairs.view_as(self.confusion).cpu()
        stride = max(1, len(validation_set) // 12)
        for i, (label, says, share) in enumerate(zip(labels.tolist(), said.tolist(), sure.tolist()), place):
            if i % stride == 0 and len(self.samples) < 12:
                self.samples.append((i, says, share))
            if label != says:
                self.mistakes.append((i, says, share))
        self.mistakes = sorted(self.mistakes, key=lambda one: -one[2])[:12]

    def score(self):
        return {'accuracy': float(self.confusion.diag().sum() / self.confusion.sum())}

    def event(self, epoch):
        size = dict(zip(('channels', 'height', 'width'), validation_set[0][0].shape))
        return {'event': 'predictions', 'epoch': epoch, 'size': size, 'confusion': self.confusion.tolist(),
                'samples': [picture(*one) for one in self.samples], 'mistakes': [picture(*one) for one in self.mistakes]}`;

function masks(ignore: number | undefined): string {
  const counted =
    ignore === undefined ? '' : `\n    said, labels = said[labels != ${ignore}], labels[labels != ${ignore}]`;
  const shown = ignore === undefined || ignore === 255 ? '' : `.masked_fill(truth == ${ignore}, 255)`;
  return `${BYTES}


def confusion_of(said, labels):
    """Pixels of each class (rows) that the model takes for each (columns)."""${counted}
    return torch.bincount((len(names) * labels + said).flatten(), minlength=len(names) ** 2).view(len(names), -1).cpu()


def ious(confusion):
    """Intersection over union of each class; None where it does not occur."""
    both, either = confusion.diag(), confusion.sum(0) + confusion.sum(1) - confusion.diag()
    return [int(one) / int(all_) if all_ > 0 else None for one, all_ in zip(both, either)]


def mean_iou(confusion):
    known = [one for one in ious(confusion) if one is not None]
    return sum(known) / len(known) if known else 1.0


def picture(i, said, iou):
    """A picture with both masks, of at most 128 pixels a side."""
    image, truth = validation_set[i]
    factor = math.ceil(max(truth.shape) / 128)
    height, width = (side // factor for side in truth.shape)
    small = lambda values: encoded(values[..., ::factor, ::factor][..., :height, :width].contiguous())
    return {'pixels': small(image * 255), 'truth': small(truth${shown}), 'said': small(said), 'iou': iou}


class Tally:
    """Which class is taken for which; what the model makes of some images, and of those where it is worst."""

    def __init__(self):
        self.confusion = torch.zeros(len(names), len(names), dtype=torch.long)
        self.samples, self.worst = [], []

    def add(self, place, scores, labels):
        """Of the images from \`place\` on."""
        said = class_scores(scores).argmax(1)
        stride = max(1, len(validation_set) // 6)
        for i in range(len(labels)):
            own = confusion_of(said[i], labels[i])
            self.confusion += own
            one = (place + i, said[i].cpu(), mean_iou(own))
            if one[0] % stride == 0 and len(self.samples) < 6:
                self.samples.append(one)
            self.worst.append(one)
        self.worst = sorted(self.worst, key=lambda one: one[2])[:6]

    def score(self):
        return {'accuracy': float(self.confusion.diag().sum() / self.confusion.sum()), 'iou': mean_iou(self.confusion)}

    def event(self, epoch):
        channels, height, width = validation_set[0][0].shape
        factor = math.ceil(max(height, width) / 128)
        size = {'channels': channels, 'height': height // factor, 'width': width // factor}
        return {'event': 'masks', 'epoch': epoch, 'size': size, 'iou': ious(self.confusion),
                'samples': [picture(*one) for one in self.samples], 'worst': [picture(*one) for one in self.worst]}`;
}

const NUMBERS = `class Tally:
    """What numbers are and what the model says, of up to 400 images."""

    def __init__(self):
        self.truth, self.said = [], []

    def add(self, place, scores, labels):
        """Of the images from \`place\` on."""
        stride = math.ceil(len(validation_set) / 400)
        for i, (truth, said) in enumerate(zip(labels.tolist(), scores.tolist()), place):
            if i % stride == 0:
                self.truth.append(truth)
                self.said.append(said)

    def score(self):
        return {'accuracy': None}

    def event(self, epoch):
        return {'event': 'numbers', 'epoch': epoch, 'truth': self.truth, 'said': self.said}`;
