"""Records what programs about modules compute: test/oracle/modules.json.

    python3 test/oracle/record_modules.py > test/oracle/modules.json

Runs every program of test/oracle/modules with real PyTorch and writes each of its variables in words: a tensor by its
shape, a dict by its items, a module by its class. test/unit/torch/layers/modules.test.ts reads the same programs
without running them and compares.
"""
import json
import pathlib
import warnings
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.simplefilter('ignore')


def show(value):
    if isinstance(value, torch.Tensor):
        return str(list(value.shape))
    if isinstance(value, tuple) and not hasattr(value, '_fields'):
        return '(%s)' % ', '.join(map(show, value))
    if isinstance(value, list):
        return '[%s]' % ', '.join(map(show, value))
    if isinstance(value, dict):
        return '{%s}' % ', '.join(show(k) + ': ' + show(v) for k, v in value.items())
    if isinstance(value, (bool, int, float, str)) or value is None:
        return str(value)
    if isinstance(value, (nn.Module, tuple)):
        return type(value).__name__
    return None


def main():
    records = {}
    for path in sorted((pathlib.Path(__file__).parent / 'modules').glob('*.py')):
        scope = {'torch': torch, 'nn': nn, 'F': F, 'OrderedDict': OrderedDict}
        before = set(scope)
        exec(compile(path.read_text(), path.name, 'exec'), scope)
        shown = {k: show(v) for k, v in scope.items() if k not in before and not k.startswith('__')}
        records[path.name] = {k: v for k, v in shown.items() if v is not None}
    print(json.dumps({'torch': torch.__version__, 'programs': records}, indent=1))


main()
