"""Records what PyTorch computes, in doubles, with numbers that values.ts makes too: `record.py ops.py|nets.py`."""
import importlib.util
import json
import math
import re
import sys

import numpy
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(2)


def hashed(name, size):
    seed = 2166136261
    for char in name:
        seed = ((seed ^ ord(char)) * 16777619) & 0xFFFFFFFF
    h = (numpy.arange(size, dtype=numpy.uint64) * numpy.uint64(2654435761) + numpy.uint64(seed)) & numpy.uint64(0xFFFFFFFF)
    mask = numpy.uint64(0xFFFFFFFF)
    h = ((h ^ (h >> numpy.uint64(16))) * numpy.uint64(0x85EBCA6B)) & mask
    h = ((h ^ (h >> numpy.uint64(13))) * numpy.uint64(0xC2B2AE35)) & mask
    return ((h ^ (h >> numpy.uint64(16))) & mask).astype(numpy.float64) / 4294967296


def signed(name, size):
    return 2 * hashed(name, size) - 1


def held(name, tensor):
    size, shape = tensor.numel(), tensor.shape
    if name.endswith('num_batches_tracked'):
        return torch.zeros_like(tensor)
    if name.endswith('running_var'):
        values = 0.5 + hashed(name, size)
    elif len(shape) >= 2:
        values = signed(name, size) * math.sqrt(3 / math.prod(shape[1:]))
    elif name.endswith('weight'):
        values = 0.75 + 0.5 * hashed(name, size)
    else:
        values = 0.2 * signed(name, size)
    # What single precision holds: both sides start from the same numbers.
    return torch.from_numpy(values.astype(numpy.float32).astype(numpy.float64)).reshape(shape)


def printed(name, tensor):
    values = tensor.detach().double().reshape(-1)
    direction = torch.from_numpy(signed(f'print {name}', values.numel()))
    return [float(f'{v:.9g}') for v in (values.norm().item(), (values * direction).sum().item())]


def fill(model):
    with torch.no_grad():
        for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if tensor.dtype.is_floating_point or name.endswith('num_batches_tracked'):
                if not getattr(model, 'keeps', None) or name not in model.keeps:
                    tensor.copy_(held(name, tensor))
    return model


draws = 0


def drop(input, p=0.5, training=True, inplace=False, shape=None):
    global draws
    if not training or p == 0:
        return input
    shape = input.shape if shape is None else shape
    mask = torch.from_numpy(hashed(f'draw {draws}', math.prod(shape)) < 1 - p).double().reshape(shape)
    draws += 1
    return input * mask / (1 - p)


F.dropout = drop
F.dropout2d = lambda input, p=0.5, training=True, inplace=False: drop(input, p, training, inplace, input.shape[:2] + (1, 1))


def given(name, text):
    sizes, _, kind = text.partition(':')
    shape = [int(size) for size in sizes.split('x')]
    if kind == 'long':
        return torch.from_numpy((hashed(name, math.prod(shape)) * 7).astype(numpy.int64)).reshape(shape)
    values = signed(name, math.prod(shape)).astype(numpy.float32).astype(numpy.float64)
    return torch.from_numpy(values).reshape(shape)


def tensors(result):
    if isinstance(result, torch.Tensor):
        return [result]
    return [t for item in (result.values() if isinstance(result, dict) else result) for t in tensors(item)]


def cases(path):
    source = open(path).read()
    spec = importlib.util.spec_from_file_location('cases', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for inputs, name in re.findall(r'^# (\d\S*(?: \d\S*)*)\nclass (\w+)', source, re.M):
        yield name, inputs.split(' '), getattr(module, name)


def run_op(name, inputs, cls):
    """Outputs, and gradients of Σ output·direction, in training mode."""
    global draws
    draws = 0
    model = fill(cls()).train()
    xs = [given(f'input {i}', text) for i, text in enumerate(inputs)]
    for x in xs:
        x.requires_grad_(x.dtype.is_floating_point)
    found = tensors(model(*xs))
    loss = sum((t * torch.from_numpy(signed(f'loss {i}', t.numel())).reshape(t.shape)).sum() for i, t in enumerate(found) if t.requires_grad)
    if isinstance(loss, torch.Tensor):
        loss.backward()
    return {
        'outputs': [printed(f'output {i}', t) for i, t in enumerate(found)],
        'inputs': [printed(f'input {i}', x.grad if x.grad is not None else torch.zeros_like(x)) for i, x in enumerate(xs)],
        'parameters': {n: printed(n, p.grad if p.grad is not None else torch.zeros_like(p)) for n, p in model.named_parameters()},
        'buffers': {n: printed(n, b) for n, b in model.named_buffers()},
    }


STEPS = 5
OPTIMISERS = {
    'sgd': lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=1e-3),
    'nesterov': lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.8, dampening=0, nesterov=True),
    'adam': lambda p: torch.optim.Adam(p, lr=2e-3, weight_decay=1e-3),
    'adamw': lambda p: torch.optim.AdamW(p, lr=2e-3, weight_decay=1e-2),
    'rmsprop': lambda p: torch.optim.RMSprop(p, lr=1e-3, alpha=0.9, momentum=0.5, centered=True, eps=1e-3),
}


def targets(output, step):
    shape = [output.shape[0], *output.shape[2:]]
    return torch.from_numpy((hashed(f'target {step}', math.prod(shape)) * output.shape[1]).astype(numpy.int64)).reshape(shape)


def run_net(name, inputs, cls):
    global draws
    draws = 0
    result = {}
    model = fill(cls()).eval()
    result['eval'] = printed('output 0', model(given('input 0', inputs[0])))
    model.train()
    output = model(given('input 0', inputs[0]))
    result['train'] = printed('output 0', output)
    loss = F.cross_entropy(output, targets(output, 0), label_smoothing=0.1)
    result['loss'] = loss.item()
    loss.backward()
    result['gradients'] = {n: printed(n, p.grad) for n, p in model.named_parameters()}
    # The others are held to one small network.
    for kind in OPTIMISERS if name == 'LeNet' else ('sgd', 'adamw'):
        model = fill(cls()).train()
        optimiser = OPTIMISERS[kind](model.parameters())
        losses = []
        for step in range(STEPS):
            draws = 0
            output = model(given(f'input {step}', inputs[0]))
            loss = F.cross_entropy(output, targets(output, step), label_smoothing=0.1)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(f'{loss.item():.9g}'))
        result[kind] = {
            'losses': losses,
            'weights': {n: printed(n, p) for n, p in model.named_parameters()},
            'buffers': {n: printed(n, b) for n, b in model.named_buffers()},
        }
    return result


if __name__ == '__main__':
    path = sys.argv[1]
    run = run_net if path.endswith('nets.py') else run_op
    lines = []
    for name, inputs, cls in cases(path):
        try:
            lines.append(f'{json.dumps(name)}: {json.dumps(run(name, inputs, cls))}')
        except Exception as error:
            raise RuntimeError(f'{name}: {error}') from error
    print('{"torch": %s, "cases": {\n%s\n}}' % (json.dumps(torch.__version__), ',\n'.join(lines)))
