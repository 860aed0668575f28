"""Runs whole programs and says what their models made: reads JSON from stdin, writes JSON to stdout.

In: [{"name": ..., "code": ...}, ...]. Out: {"torch": version, "programs": {name: [[class, output sizes, parameters], ...]}},
one entry for each call of a module by the program itself. A program that raises has {"error": ...} in its place.
"""

import contextlib
import io
import json
import sys
import types

import torch
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook


class _Annotation:
    def __class_getitem__(cls, _):
        return cls


# Annotations need not be installed to be read.
sys.modules["jaxtyping"] = types.SimpleNamespace(Float=_Annotation)

depth = 0
calls = []


def sizes(value):
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, (tuple, list)):
        return [sizes(item) for item in value]
    return None


def before(module, _):
    global depth
    depth += 1


def after(module, _, output):
    global depth
    depth -= 1
    if depth == 0:
        calls.append([type(module).__name__, sizes(output), sum(p.numel() for p in module.parameters())])


register_module_forward_pre_hook(before)
register_module_forward_hook(after)

programs = {}
for program in json.load(sys.stdin):
    calls.clear()
    depth = 0
    torch.manual_seed(0)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what it prints is not ours
            exec(compile(program["code"], program["name"], "exec"), {"__name__": "__main__"})
        programs[program["name"]] = list(calls)
    except Exception as error:  # noqa: BLE001 whatever it is, it is told
        programs[program["name"]] = {"error": f"{type(error).__name__}: {error}"}
json.dump({"torch": torch.__version__, "programs": programs}, sys.stdout)
