"""Writes checkpoints of one small network in the layouts that people have, with PyTorch itself.

    python3 test/oracle/record_layouts.py      writes checkpoints/layouts/ and layouts.json

The network, on this side and in test/unit/train/layouts.test.ts, is named as in NET below.
"""
import json
import os
import pathlib
import struct
from collections import OrderedDict

import torch
import torch.nn as nn

HERE = pathlib.Path(__file__).parent / 'checkpoints' / 'layouts'


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.fc = nn.Linear(2, 3)

    def forward(self, x):
        return self.fc(self.norm(self.conv(x)).mean((2, 3)))


class Evil:
    def __reduce__(self):
        return os.system, ('touch /tmp/convscope-was-here',)


def prefixed(state, prefix):
    return OrderedDict((prefix + name, tensor) for name, tensor in state.items())


def safetensors(path, tensors):
    """By its format's page: a length, a JSON header, raw values."""
    names = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.int64: 'I64'}
    header, pieces, at = {'__metadata__': {'format': 'pt'}}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.contiguous()
        raw = raw.view(torch.int16) if raw.dtype == torch.bfloat16 else raw
        piece = raw.numpy().tobytes()
        header[name] = {
            'dtype': names[tensor.dtype],
            'shape': list(tensor.shape),
            'data_offsets': [at, at + len(piece)],
        }
        pieces.append(piece)
        at += len(piece)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack('<Q', len(text)) + text + b''.join(pieces))


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    net = Net().eval()
    state = net.state_dict()
    torch.save(prefixed(state, 'module.'), HERE / 'parallel.pt')
    torch.save(prefixed(state, 'module._orig_mod.'), HERE / 'compiled.pt')
    torch.save(
        {'epoch': 1, 'state_dict': prefixed(state, 'model.'), 'hyper_parameters': {'lr': 0.1}, 'callbacks': {}},
        HERE / 'lightning.pt',
    )
    other = OrderedDict(zip(['0.weight', '0.bias', '1.weight', '1.bias', '1.running_mean', '1.running_var',
                             '1.num_batches_tracked', '3.weight', '3.bias'], state.values()))
    torch.save(other, HERE / 'sequential.pth')
    torch.save({**state, 'fc.weight': torch.zeros(7, 2), 'fc.bias': torch.zeros(7)}, HERE / 'classes.pt')
    torch.save(net, HERE / 'whole.pt')
    torch.save(state, HERE / 'legacy.pt', _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(net), HERE / 'scripted.pt')
    torch.save({'state_dict': state, 'extra': Evil()}, HERE / 'evil.pt')
    torch.save({'mask': torch.ones(1).expand(1 << 15, 1 << 15)}, HERE / 'expanded.pt')
    safetensors(HERE / 'half.safetensors', {name: t.half() if t.is_floating_point() else t for name, t in state.items()})
    safetensors(HERE / 'bfloat.safetensors', {name: t.bfloat16() if t.is_floating_point() else t for name, t in state.items()})
    values = {name: {'shape': list(t.shape), 'values': t.double().flatten().tolist()} for name, t in state.items()}
    (HERE / 'layouts.json').write_text(json.dumps(values, indent=1) + '\n')


main()
