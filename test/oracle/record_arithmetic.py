"""Records what sliding layers make of one axis of numbers, for the arithmetic view: arithmetic.json.

    /usr/bin/python3 test/oracle/record_arithmetic.py

Input i holds i + 1, kernel weight k holds (k + 1) / 10; each result is a list of numbers.
"""
import json
from itertools import chain, product
from pathlib import Path

import torch
import torch.nn.functional as F


def line(size):
    return torch.arange(1, size + 1, dtype=torch.float64).reshape(1, 1, size)


def kernel(size):
    return torch.arange(1, size + 1, dtype=torch.float64).reshape(1, 1, size) / 10


def windows():
    for size, k, stride, padding, dilation in product((5, 8), (1, 2, 3, 4), (1, 2, 3), (0, 1, 2), (1, 2)):
        axis = {'input': size, 'kernel': k, 'stride': stride, 'before': padding, 'after': padding, 'dilation': dilation}
        yield 'conv', axis, lambda x: F.conv1d(x, kernel(k), None, stride, padding, dilation)
        for extra in range(max(stride, dilation)):
            yield 'transposed', {**axis, 'outputPadding': extra}, lambda x: F.conv_transpose1d(
                x, kernel(k), None, stride, padding, extra, 1, dilation
            )
        for ceil in (False, True):
            if padding <= k // 2:
                yield 'max', {**axis, 'ceil': ceil}, lambda x: F.max_pool1d(x, k, stride, padding, dilation, ceil)


def resized():
    for size, out in product((5, 7, 8), (1, 3, 5, 8, 10, 16)):
        axis = {'input': size, 'output': out}
        yield 'adaptive', axis, lambda x: F.adaptive_avg_pool1d(x, out)
        for mode in ('nearest', 'nearest-exact', 'area'):
            yield mode, axis, lambda x: F.interpolate(x, out, mode=mode)
        for corners in (False, True):
            yield f'linear {corners}', axis, lambda x: F.interpolate(x, out, mode='linear', align_corners=corners)
            yield f'cubic {corners}', axis, lambda x: F.interpolate(
                x.unsqueeze(2), (1, out), mode='bicubic', align_corners=corners
            )


def result(act, size):
    try:
        return [round(v, 6) for v in act(line(size)).flatten().tolist()]
    except RuntimeError:
        return None


if __name__ == '__main__':
    cases = [[kind, axis, result(act, axis['input'])] for kind, axis, act in chain(windows(), resized())]
    text = ',\n'.join(json.dumps(case) for case in cases)
    path = Path(__file__).with_name('arithmetic.json')
    path.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{text}\n]}}\n')
    print(len(cases), 'cases')
