"""Finds which sizes each network of networks.py runs with: sizes.json.

    python3 test/solver/record.py [NAME...]

For each named axis, the others kept at the sizes that are written: all sizes of 1..260 with which it runs, as ranges
and steps (`32..35`, `16..288/16`).
"""
import json
import sys
from pathlib import Path

import torch

import networks

HERE = Path(__file__).resolve().parent
LARGEST = 260


def runs(net, shapes):
    try:
        with torch.no_grad():
            result = net(*[torch.zeros(shape) for shape in shapes])
        return type(net).__name__ not in networks.KEEPS_BATCH or len(result) == shapes[0][0]
    except RuntimeError:
        return False


def spans(sizes):
    """[32, 33, 34, 35] as 32..35, [16, 32, 48] as 16..48/16."""
    found = []
    while sizes:
        step = sizes[1] - sizes[0] if len(sizes) > 1 else 1
        n = 1
        while n < len(sizes) and sizes[n] - sizes[n - 1] == step:
            n += 1
        if n <= 2 and step > 1:
            n, step = 1, 1
        found.append(str(sizes[0]) if n == 1 else f'{sizes[0]}..{sizes[n - 1]}' + (f'/{step}' if step > 1 else ''))
        sizes = sizes[n:]
    return found


def main():
    torch.set_num_threads(1)
    out = HERE / 'sizes.json'
    found = json.loads(out.read_text()) if len(sys.argv) > 1 else {}
    for name, text in networks.SIZES.items():
        if len(sys.argv) > 1 and name not in sys.argv:
            continue
        net = getattr(networks, name)().eval()
        arguments = [argument.split() for argument in text.split(';')]
        base = {axis.split('=')[0]: int(axis.split('=')[1]) for argument in arguments for axis in argument if '=' in axis}
        shape = lambda sizes: [[2 if a == 'B' else sizes[a.split('=')[0]] if '=' in a else int(a) for a in argument] for argument in arguments]
        assert runs(net, shape(base)), name
        found[name] = {axis: spans([n for n in range(1, (600 if axis == 'L' else LARGEST) + 1) if runs(net, shape({**base, axis: n}))]) for axis in base}
        print(name, found[name])
    body = ',\n'.join(f' {json.dumps(name)}: {json.dumps(axes)}' for name, axes in found.items())
    out.write_text('{\n' + body + '\n}\n')


if __name__ == '__main__':
    main()
