"""Records what PyTorch's layers do: test/oracle/layers.json.

    node test/oracle/layer-cases.mjs | python3 test/oracle/record_layers.py > test/oracle/layers.json

Cases are the examples of the layers' declarations. Of each is kept: class and state_dict (names and shapes, in order)
of the module that is built, and the shapes of what its call gives or the exception's type and first line. Layers that
this PyTorch does not have are left out.
"""
import ast
import json
import sys
import warnings
from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parameter import is_lazy

warnings.simplefilter('ignore')


def make(text):
    """An input from its shape: `[2, 3]:long`. Zeros are valid as class numbers and indices alike."""
    sizes, _, dtype = text.partition(':')
    return torch.zeros(json.loads(sizes), dtype=getattr(torch, dtype or 'float32'))


def shapes(value):
    """Shapes of every tensor in a result, nested results laid flat."""
    if isinstance(value, torch.Tensor):
        return [list(value.shape)]
    if isinstance(value, (tuple, list)):
        return [s for v in value for s in shapes(v)]
    return []


def parts(code):
    """`nn.Conv2d(3, 8, 3)` and `_m(x)` of `nn.Conv2d(3, 8, 3)(x)`; the code and `_m` where nothing is called."""
    call = ast.parse(code, mode='eval').body
    if not isinstance(call, ast.Call) or not isinstance(call.func, (ast.Call, ast.Subscript)):
        return ast.unparse(call), '_m'
    module = ast.unparse(call.func)
    call.func = ast.Name('_m')
    return module, ast.unparse(call)


def record(case):
    inputs = {k: make(v) for k, v in (case.get('inputs') or {}).items()}
    scope = {'torch': torch, 'nn': nn, 'F': F, 'OrderedDict': OrderedDict, **inputs}
    module, call = parts(case['code'])
    found = {k: v for k, v in case.items() if k in ('layer', 'code', 'problem', 'unchecked')}
    found |= {'inputs': case.get('inputs') or {}, 'module': module, 'call': call}
    built = None
    try:
        built = eval(module, scope)
        found['output'] = shapes(eval(call, {**scope, '_m': built}))
    except Exception as e:  # noqa: BLE001 - what PyTorch raises is what is recorded
        if isinstance(e, AttributeError) and str(e).startswith('module '):
            return None
        found['error'] = [type(e).__name__, str(e).splitlines()[0]]
    if isinstance(built, nn.Module):
        found['class'] = type(built).__name__
        found['state'] = [[k, list(v.shape)] for k, v in built.state_dict().items() if not is_lazy(v)]
    return found


def main():
    cases = json.load(sys.stdin)
    records = [r for r in map(record, cases) if r]
    print('{"torch": %s, "cases": [' % json.dumps(torch.__version__))
    print(',\n'.join(json.dumps(r) for r in records))
    print(']}')


main()
