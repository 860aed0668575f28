"""Records receptive fields: where the gradient of the middle of the output is not zero in the input.

    node scripts/oracleMemory.mjs

Reads {program, cases: [{name, inputs}]} from standard input. Weights are positive, so that nothing cancels; a largest
number is replaced by a mean, which passes the gradient on to all of its window. Gates (`Gate.scale`) and norms with
statistics over the image are left out, as the contract says. An axis whose every position is read is "all".
"""
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


def max_pool(rank):
    mean = getattr(F, f'avg_pool{rank}d')
    return lambda x, size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False: mean(
        x, size, stride, padding, ceil_mode
    )


for rank in (1, 2, 3):
    setattr(F, f'max_pool{rank}d', max_pool(rank))


def prepared(net):
    for module in list(net.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, (nn.GroupNorm, nn.InstanceNorm2d)):
                setattr(module, name, nn.Identity())
    for parameter in net.parameters():
        count = parameter[0].numel() if parameter.dim() > 1 else 1
        nn.init.uniform_(parameter, 0.5 / count, 1 / count)
    return net.double().eval()


def field(net, shape):
    x = torch.rand(shape, dtype=torch.float64, requires_grad=True)
    y = net(x)
    middle = y[0, :, *[size // 2 for size in y.shape[2:]]].sum() if y.dim() > 2 else y[0].sum()
    (gradient,) = torch.autograd.grad(middle, x)
    sizes = []
    for axis in range(2, x.dim()):
        others = [d for d in range(x.dim()) if d != axis]
        read = gradient.abs().sum(others).nonzero().flatten()
        size = int(read.max() - read.min() + 1)
        sizes.append('all' if size == x.shape[axis] else size)
    return sizes


if __name__ == '__main__':
    given = json.load(sys.stdin)
    scope = {}
    exec(given['program'], scope)
    for name in ('Gate', 'FlatGate'):
        scale = scope[name].scale
        scope[name].scale = lambda self, x, scale=scale: scale(self, x).detach()
    results = []
    for case in given['cases']:
        torch.manual_seed(0)
        shape = [int(size) for size in case['inputs'][0].split('x')]
        results.append({'size': field(prepared(scope[case['name']]()), shape)})
    json.dump({'torch': torch.__version__, 'results': results}, sys.stdout)
