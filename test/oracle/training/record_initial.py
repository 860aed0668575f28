"""Quantiles of every parameter's first values, over fifty seeds: `record_initial.py initial.py`."""
import json
import sys

import numpy
import torch

import record

torch.set_default_dtype(torch.float32)
SEEDS, POINTS = 50, 101
found = {}
for name, _, cls in record.cases(sys.argv[1]):
    values = {}
    for seed in range(SEEDS):
        torch.manual_seed(seed)
        for key, parameter in cls().named_parameters():
            values.setdefault(key, []).append(parameter.detach().numpy().ravel())
    found[name] = {
        key: {'count': int(numpy.concatenate(all).size), 'quantiles': [float(f'{q:.7g}') for q in numpy.quantile(numpy.concatenate(all), numpy.linspace(0, 1, POINTS))]}
        for key, all in values.items()
    }
lines = [f'{json.dumps(name)}: {json.dumps(each)}' for name, each in found.items()]
print('{"torch": %s, "seeds": %d, "cases": {\n%s\n}}' % (json.dumps(torch.__version__), SEEDS, ',\n'.join(lines)))
