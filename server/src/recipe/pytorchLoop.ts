/** The part of a PyTorch script that trains, and tells the events of a run as Convscope's own training does. */
import type { Recipe } from './declaration';
import { text } from './pytorchData';
import { tallyPart } from './pytorchTargets';

export function loop(recipe: Recipe): string {
  return [TELLING, tallyPart(recipe), VALIDATION, epoch(recipe), whole(recipe)].join('\n\n\n');
}

const TELLING = `def over_all(*sums):
    """Sums over all processes."""
    total = torch.stack([torch.as_tensor(one, dtype=torch.float64, device=device) for one in sums])
    if distributed:
        torch.distributed.all_reduce(total)
    return total.tolist()


def memory():
    if device.type == 'cuda':
        return torch.cuda.memory_reserved()
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == 'darwin' else 1024)


def shown(score):
    return '  '.join(f'{name} {value:.4g}' for name, value in score.items() if value is not None)


def is_better(score, than):
    """By intersection over union, else accuracy; by the loss where they are equal, or there is neither."""
    one, other = (each.get('iou', each['accuracy']) for each in (score, than))
    return one > other if one != other else score['loss'] < than['loss']`;

const VALIDATION = `def validate(epoch):
    """Scores on validation images, and what the first process tells of them."""
    for buffer in model.buffers() if distributed else ():
        torch.distributed.broadcast(buffer, 0)
    model.eval()
    summed, place, tally = 0.0, 0, Tally()
    with torch.no_grad():
        for images, labels in validation_loader:
            labels = labels.to(device)
            scores = model((images.to(device) - mean) / std)
            summed += float(loss_of(scores, labels)) * len(labels)
            tally.add(place, scores, labels)
            place += len(labels)
    return {'loss': summed / len(validation_set), **tally.score()}, tally.event(epoch)`;

function epoch(recipe: Recipe): string {
  const { targets } = recipe.data;
  const share = targets === 'numbers' ? '0.0' : 'share_right(scores, labels)';
  const accuracy = targets === 'numbers' ? 'None' : 'right_sum / count';
  return `def train_epoch(epoch):
    """Mean loss and accuracy on training images, the last learning rate, images a second."""
    if sampler:
        sampler.set_epoch(epoch)
    model.train()
    began = told = time.time()
    whole, part = torch.zeros(3, dtype=torch.float64, device=device), torch.zeros(3, dtype=torch.float64, device=device)
    for index, (images, labels) in enumerate(train_loader):
        step = (epoch - 1) * steps + index
        lr = rate(step)
        for group in optimizer.param_groups:
            group['lr'] = lr
        images, labels = (images.to(device) - mean) / std, labels.to(device)
        norms = rank == 0 and index % max(1, steps // 8) == 0
        before = [weight.detach().clone() for weight in trained] if norms else []
${stepLines(recipe)
  .map((line) => `        ${line}`)
  .join('\n')}
        with torch.no_grad():
            count = torch.tensor(float(len(labels)), dtype=torch.float64, device=device)
            part += torch.stack([loss * count, ${share} * count, count])
            if norms:
                tell({'event': 'layers', 'epoch': epoch, 'step': step + 1,
                      'gradient': [0.0 if w.grad is None else float(w.grad.norm()) for w in trained],
                      'update': [float((w - old).norm()) for w, old in zip(trained, before)],
                      'weight': [float(old.norm()) for old in before]})
        if time.time() - told >= 0.1 or index == steps - 1:
            loss_sum, right_sum, count = part.tolist()
            if not math.isfinite(loss_sum) and not distributed:
                raise FloatingPointError(f'The loss is not a number in step {step + 1} (epoch {epoch}). '
                                         f'Most often the learning rate is too high: it was {lr:.3g}.')
            speed = world * count / max(1e-9, time.time() - told)
            tell({'event': 'step', 'epoch': epoch, 'step': step + 1, 'loss': loss_sum / count,
                  'accuracy': ${accuracy}, 'lr': lr, 'images_per_second': speed,
                  'seconds_left': (total - step - 1) * ${recipe.batch_size} * world / speed,
                  'gradient_norm': sum(float(w.grad.norm()) ** 2 for w in trained if w.grad is not None) ** 0.5,
                  'memory_bytes': memory()})
            whole, part, told = whole + part, torch.zeros_like(part), time.time()
    loss_sum, right_sum, count = over_all(*whole)
    if not math.isfinite(loss_sum):
        raise FloatingPointError(f'The loss is not a number in epoch {epoch}. Try a lower learning rate.')
    return {'loss': loss_sum / count, 'accuracy': ${accuracy}}, lr, count / (time.time() - began)`;
}

/** Of one batch, from images to changed weights. */
function stepLines(recipe: Recipe): string[] {
  const { regularisation: r, augmentation: a } = recipe;
  const penalties = [
    ...(r.l2 > 0 ? [` + ${r.l2} * sum((weight ** 2).sum() for weight in trained)`] : []),
    ...(r.l1 > 0 && !r.l1_proximal ? [` + ${r.l1} * sum(weight.abs().sum() for weight in trained)`] : []),
  ];
  return [
    ...(r.label_noise > 0
      ? [
          `noisy = torch.rand(len(labels), device=device) < ${r.label_noise}`,
          'labels = torch.where(noisy, torch.randint(len(names), labels.shape, device=device), labels)',
        ]
      : []),
    ...(a.mixup > 0
      ? [
          `share = numpy.random.beta(${a.mixup}, ${a.mixup})`,
          'partner = torch.randperm(len(labels), device=device)',
          'hot = F.one_hot(labels, len(names)).float()',
          'images, targets = share * images + (1 - share) * images[partner], share * hot + (1 - share) * hot[partner]',
        ]
      : ['targets = labels']),
    'scores = net(images)',
    'loss = loss_of(scores, targets)',
    'optimizer.zero_grad()',
    penalties.length === 0 ? 'loss.backward()' : `(loss${penalties.join('')}).backward()`,
    ...(recipe.clip_norm > 0 ? [`torch.nn.utils.clip_grad_norm_(trained, ${recipe.clip_norm})`] : []),
    ...(recipe.clip_value > 0 ? [`torch.nn.utils.clip_grad_value_(trained, ${recipe.clip_value})`] : []),
    'optimizer.step()',
    ...(r.l1 > 0 && r.l1_proximal
      ? [
          'with torch.no_grad():',
          '    for weight in trained:',
          `        weight.copy_(weight.sign() * (weight.abs() - lr * ${carried(recipe)}).clamp(min=0))`,
        ]
      : []),
  ];
}

/** Momentum carries gradients on: the proximal step does as much. */
function carried({ optimizer: { name, momentum }, regularisation: { l1 } }: Recipe): string {
  return name === 'sgd' && momentum > 0 && momentum < 1 ? `${l1} / (1 - ${momentum})` : `${l1}`;
}

function whole({ epochs, early_stopping: patience, schedule, model, data }: Recipe): string {
  return `best = None


def all_epochs():
    """Why it ended."""
    global best
    waited, lowest = 0, math.inf
    for epoch in range(1, ${epochs + 1}):
        began = time.time()
        train, lr, speed = train_epoch(epoch)
        score, predictions = validate(epoch)
        is_best = best is None or is_better(score, best)
        if is_best:
            best = {'epoch': epoch, **score}
            if rank == 0:
                torch.save(model.state_dict(), os.path.join(RUN, 'best.part'))
                os.replace(os.path.join(RUN, 'best.part'), os.path.join(RUN, 'best.pt'))
        tell({'event': 'epoch', 'epoch': epoch, 'train': train, 'validation': score, 'lr': lr,
              'images_per_second': speed, 'seconds': time.time() - began, 'best': is_best,
              'small_weights': [float((weight.abs() < 0.001).double().mean()) for weight in trained]})
        tell(predictions)
        if rank == 0:
            print(f'epoch {epoch}/${epochs}  train {shown(train)}  validation {shown(score)}  {speed:.0f} images/s', flush=True)
        if score['loss'] < plateau['best'] * (1 - 1e-4):
            plateau.update(best=score['loss'], waited=0)
        else:
            plateau['waited'] += 1
            if plateau['waited'] > ${schedule.patience}:
                plateau.update(waited=0, factor=plateau['factor'] * ${schedule.gamma})
        waited, lowest = (0, score['loss']) if score['loss'] < lowest else (waited + 1, lowest)
        if ${patience} and waited >= ${patience} and epoch < ${epochs}:
            return 'early-stopping', 'The validation loss has not fallen for ${patience} epochs.'
    return 'finished', None


tell({'event': 'start', 'run': os.path.basename(RUN), 'folder': os.path.abspath(RUN), 'model': ${text(model)},
      'engine': f'PyTorch {torch.__version__}' + (f', {world} processes' if distributed else ''),
      'device': 'gpu' if device.type == 'cuda' else 'cpu', 'data': ${text(data.name)},
      'train_images': len(train_set), 'validation_images': len(validation_set),
      'validation_text': f'{len(validation_set):,} validation images', 'classes': names, 'epochs': ${epochs},
      'steps_per_epoch': steps, 'parameters': sum(p.numel() for p in model.parameters()),
      'layers': [name for name, p in model.named_parameters() if p.requires_grad], 'resumed_after': 0})
started, failure = time.time(), None
try:
    reason, message = all_epochs()
except KeyboardInterrupt:
    reason, message = 'stopped', 'Stopped; the best weights are kept.'
except FloatingPointError as error:
    reason, message = 'not-a-number', str(error)
except BaseException as error:
    reason, message, failure = 'failed', f'{type(error).__name__}: {error}', error
end = {'event': 'end', 'reason': reason, 'seconds': time.time() - started}
if message:
    end['message'] = message
if best:
    end.update(best=best, checkpoint=os.path.abspath(os.path.join(RUN, 'best.pt')))
tell(end)
if failure:
    raise failure
if rank == 0:
    print(message or '', f'best: {shown(best)}; weights: {RUN}/best.pt' if best else '')
if distributed:
    torch.distributed.destroy_process_group()`;
}
