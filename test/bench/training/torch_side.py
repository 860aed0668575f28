"""Answers each line `STEPS` with seconds of wall clock and CPU for so many steps of SGD with momentum, and the most memory in MB."""
import importlib.util
import re
import resource
import sys
import time

import torch
import torch.nn.functional as F

path, name, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
spec = importlib.util.spec_from_file_location('models', path)
models = importlib.util.module_from_spec(spec)
spec.loader.exec_module(models)
shape = re.search(rf'^# (\d\S*)\nclass {name}\b', open(path).read(), re.M).group(1)
model = getattr(models, name)().train()
x = torch.randn([int(n) for n in shape.split('x')])
y = torch.randint(0, 10, (x.shape[0],))
optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
print(x.shape[0], 'PyTorch', torch.__version__, flush=True)


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


for line in sys.stdin:
    wall, before = time.perf_counter(), cpu()
    for _ in range(int(line)):
        optimiser.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimiser.step()
    print(time.perf_counter() - wall, cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
