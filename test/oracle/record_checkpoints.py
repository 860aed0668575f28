"""Records checkpoints as PyTorch writes them, and confirms that PyTorch loads what Convscope writes.

    python3 test/oracle/record_checkpoints.py            writes saved.pt, training.pt, views.pt and saved.json
    python3 test/oracle/record_checkpoints.py check FILE FILE.json   loads FILE and compares it with the values
"""
import json
import pathlib
import sys
from collections import OrderedDict

import torch
import torch.nn as nn

HERE = pathlib.Path(__file__).parent / 'checkpoints'


def values(state):
    return {name: {'shape': list(t.shape), 'values': t.double().flatten().tolist()} for name, t in state.items()}


def record():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(3, 2))
    torch.save(net.state_dict(), HERE / 'saved.pt')
    optimiser = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    net(torch.randn(4, 2, 3, 3)).sum().backward()
    optimiser.step()
    torch.save({'epoch': 3, 'model': net.state_dict(), 'optimizer': optimiser.state_dict()}, HERE / 'training.pt')
    matrix = torch.arange(24.0).view(4, 6)
    views = OrderedDict(
        transposed=matrix.t(),
        part=matrix[1:3, ::2],
        parameter=nn.Parameter(matrix[0]),
        half=matrix[0].half() / 3,
        bfloat=matrix[0].bfloat16() / 3,
        byte=matrix[0].to(torch.uint8),
        long=-matrix[0].long(),
        double=matrix[0].double() / 3,
        flag=matrix[0] > 2,
    )
    torch.save(views, HERE / 'views.pt')
    recorded = {
        'saved.pt': values(torch.load(HERE / 'saved.pt')),
        'training.pt': values(torch.load(HERE / 'training.pt')['model']),
        'views.pt': values(views),
    }
    (HERE / 'saved.json').write_text(json.dumps(recorded, indent=1) + '\n')


def check(path, expected):
    loaded = torch.load(path)
    wanted = json.loads(pathlib.Path(expected).read_text())
    assert list(loaded) == list(wanted), (list(loaded), list(wanted))
    for name, tensor in loaded.items():
        assert list(tensor.shape) == wanted[name]['shape'], name
        assert tensor.double().flatten().tolist() == wanted[name]['values'], name
    print(f'{path}: {len(loaded)} tensors, as they were written')


if sys.argv[1:2] == ['check']:
    check(*sys.argv[2:])
else:
    record()
