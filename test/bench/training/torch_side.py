"""Answers each line `MODEL STEPS` with seconds of wall clock and CPU for so many steps of SGD with momentum."""
import importlib.util
import re
import resource
import sys
import time

import torch
import torch.nn.functional as F

path, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
spec = importlib.util.spec_from_file_location('models', path)
models = importlib.util.module_from_spec(spec)
spec.loader.exec_module(models)
shapes = {name: [int(n) for n in text.split('x')] for text, name in re.findall(r'^# (\d\S*)\nclass (\w+)', open(path).read(), re.M)}
made = {}


def prepared(name):
    if name not in made:
        model = getattr(models, name)().train()
        x = torch.randn(shapes[name])
        made[name] = model, torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9), x, torch.randint(0, 10, (x.shape[0],))
    return made[name]


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


for line in sys.stdin:
    name, steps = line.split()
    model, optimiser, x, y = prepared(name)
    wall, before = time.perf_counter(), cpu()
    for _ in range(int(steps)):
        optimiser.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimiser.step()
    print(time.perf_counter() - wall, cpu() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, flush=True)
