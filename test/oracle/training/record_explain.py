"""
Records what PyTorch says of the inside of the networks of nets.py, in doubles and evaluation mode, for one image: the
result of every layer, the gradient of one class's score with respect to each and to the image (as calculus says, and
guided), and Grad-CAM at the last layer that still is a picture.
"""
import json
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(__file__))
import record

# The first of these for which Grad-CAM sees anything.
CLASSES = (3, 0, 1, 2, 4)


class Guided(torch.autograd.Function):
    """Springenberg et al. 2015: only positive gradients of positive inputs pass."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return upstream.clamp(min=0) * (x > 0)


def watched(model, calls):
    for name, module in model.named_modules():
        if next(module.children(), None) is not None and not isinstance(module, nn.MultiheadAttention):
            continue

        def hook(module, _, output, name=name):
            first, *rest = output if isinstance(output, tuple) else [output]
            if not first.requires_grad:
                return None
            first.retain_grad()
            calls.append((name, type(module).__name__, first))
            # What is written into the result in place is not its own.
            return (first.clone(), *rest) if isinstance(output, tuple) else first.clone()

        module.register_forward_hook(hook)
    return model


def image_of(text):
    shape = 'x'.join(['1', *text.split('x')[1:]])
    return record.given('input 0', shape).requires_grad_(True)


def score(output, cls):
    return output.flatten(2).mean(2)[0, cls] if output.dim() > 2 else output[0, cls]


def last_picture(calls):
    return [c for c in calls if c[2].dim() == 4 and c[2].shape[2] * c[2].shape[3] > 1][-1]


def grad_cam(activation):
    alpha = activation.grad.mean((2, 3), keepdim=True)
    return F.relu((alpha * activation).sum(1))[0]


def run(inputs, cls):
    return next(found for number in CLASSES for found in [run_class(inputs, cls, number)] if max(found['cam']['values']) > 0)


def run_class(inputs, cls, number):
    calls = []
    model = watched(record.fill(cls()).eval(), calls)
    x = image_of(inputs[0])
    score(record.tensors(model(x))[0], number).backward()
    name, _, picture = last_picture(calls)
    cam = grad_cam(picture)
    result = {
        'class': number,
        'layers': [[n, c, list(t.shape), record.printed(f'layer {i}', t), record.printed(f'gradient {i}', t.grad if t.grad is not None else torch.zeros_like(t))] for i, (n, c, t) in enumerate(calls)],
        'input': record.printed('input', x.grad),
        'cam': {'layer': [c[2] is picture for c in calls].index(True), 'name': name, 'shape': list(cam.shape), 'values': [float(f'{v:.7g}') for v in cam.flatten().tolist()]},
    }
    plain = torch.relu, F.relu
    torch.relu = lambda x: Guided.apply(x)
    F.relu = lambda x, inplace=False: Guided.apply(x)
    try:
        model = record.fill(cls()).eval()
        x = image_of(inputs[0])
        score(record.tensors(model(x))[0], number).backward()
        result['guided'] = record.printed('input', x.grad)
    finally:
        torch.relu, F.relu = plain
    return result


if __name__ == '__main__':
    path = os.path.join(os.path.dirname(__file__), 'nets.py')
    lines = [f'{json.dumps(name)}: {json.dumps(run(inputs, cls))}' for name, inputs, cls in record.cases(path)]
    print('{"torch": %s, "cases": {\n%s\n}}' % (json.dumps(torch.__version__), ',\n'.join(lines)))
