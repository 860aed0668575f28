"""Records what PyTorch makes of single calls.

    node scripts/oracle.mjs        # or: npm run oracle

Reads a JSON list of {program, wants_values} from standard input; each program binds `result`. Writes for each the sizes, dtype and strides of
every tensor of the result, the multiply-adds of matrix products and convolutions, or the exception's type and text.
Debian's python3-torch is enough (apt-get install --no-install-recommends python3-torch).
"""
import json
import math
import sys
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils._python_dispatch import TorchDispatchMode

try:
    import torchvision  # registers torch.ops.torchvision
except ImportError:
    pass

warnings.simplefilter('ignore')
torch.manual_seed(0)
aten = torch.ops.aten


def macs_of(func, args, out):
    packet = func.overloadpacket
    if packet in (aten.convolution, aten._convolution):
        transposed, weight = args[6], args[1]
        per = weight[0].numel()
        return (args[0].numel() * weight.numel() // weight.shape[0]) if transposed else out.numel() * per
    if packet is aten.mm:
        return args[0].shape[0] * args[0].shape[1] * args[1].shape[1]
    if packet is aten.addmm:
        return args[1].shape[0] * args[1].shape[1] * args[2].shape[1]
    if packet is aten.bmm:
        return args[0].numel() * args[1].shape[2]
    if packet is aten.baddbmm:
        return args[1].numel() * args[2].shape[2]
    if packet in (aten.mv, aten.dot, aten.vdot):
        return args[0].numel()
    if packet is aten.addbmm:
        return args[1].numel() * args[2].shape[2]
    if packet is aten.conv_tbc:
        return out.numel() * args[1].shape[0] * args[1].shape[1]
    if packet is aten.addmv:
        return args[1].numel()
    return 0


class Counter(TorchDispatchMode):
    total = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        self.total += macs_of(func, args, out)
        return out


def collect(value, tensors, other):
    if isinstance(value, torch.Tensor):
        strides = None if value.layout != torch.strided else list(value.stride())
        tensors.append({'shape': list(value.shape), 'dtype': str(value.dtype)[6:], 'strides': strides})
    elif isinstance(value, (list, tuple)):
        for item in value:
            collect(item, tensors, other)
    elif isinstance(value, (bool, int)):
        other.append(str(value))
    else:
        other.append(type(value).__name__)


def numbers(value):
    """The numbers of one small real tensor."""
    if isinstance(value, torch.Tensor) and not value.is_complex() and value.numel() <= 64:
        found = [float(v) for v in value.flatten().tolist()]
        return found if all(map(math.isfinite, found)) else None
    return None


def run(program, wants_values=False):
    scope = {}
    counter = Counter()
    try:
        with counter:
            exec(program, scope)
    except AttributeError as error:
        if "has no attribute" in str(error):
            return {'absent': str(error)}
        return {'error': 'AttributeError', 'message': str(error)}
    except Exception as error:
        return {'error': type(error).__name__, 'message': str(error)[:400]}
    tensors, other = [], []
    collect(scope['result'], tensors, other)
    values = numbers(scope['result']) if wants_values else None
    return {**({'values': values} if values else {}), 'tensors': tensors, 'macs': int(counter.total), **({'python': ','.join(other)} if other else {})}


if __name__ == '__main__':
    cases = json.load(sys.stdin)
    json.dump({'torch': torch.__version__, 'results': [run(**case) for case in cases]}, sys.stdout)
