#!/usr/bin/env python3
"""Records what PyTorch does with a model, as ground truth for Convscope's tests.

    python3 test/truth/record.py test/truth/torchvision/resnet18.json.gz ...

makes each record again from its own constructor, inputs and mode, and says where the new one differs;
``--write`` replaces it. Detectors differ from run to run in what depends on their random weights; RAFT's two records
were made with ``num_flow_updates=2``. Nothing in the tests needs Python: they read the committed records. Made with Debian
bookworm's python3-torch 1.13.1 and python3-torchvision 0.14.1.

A record holds, beside the model's totals:

``state_dict``  ``[name, shape]`` in PyTorch's order.
``modules``     ``[dotted name, class, extra_repr, own parameters]``, the whole tree in order of registration.
``calls``       every module call in order of entry: name, class, inputs, output, parameters, own multiply-adds, site.
``leaf_calls``  indexes into ``calls``.
``ops``         torch functions called straight from the model's own source, not from inside ``torch.nn``.
``lines``       each local variable per statement, instance and function, as a line tracer sees it: what an inlay
                hint must say. One entry for each distinct value, with the number ``n`` of times it was seen.
``macs_total``  multiply-adds of convolutions and matrix products for the whole batch; adding biases is not counted.
"""

import argparse
import ast
import collections
import gzip
import importlib
import json
import math
import os
import re
import sys

import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode

TORCH = os.path.dirname(torch.__file__) + os.sep
HERE = os.path.realpath(__file__)
aten = torch.ops.aten


# ---------------------------------------------------------------------------------------------------------------------
# Values as plain data


def describe(value, depth=0):
    """Any value that goes in or out of a module: tensors become lists of sizes."""
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if depth > 4:
        return type(value).__name__
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = {name: describe(getattr(value, name), depth + 1) for name in value._fields}
        return {"__type__": type(value).__name__, **fields}
    if isinstance(value, (list, tuple)):
        return {"__seq__": [describe(item, depth + 1) for item in value]}
    if isinstance(value, dict):
        return {str(key): describe(item, depth + 1) for key, item in value.items()}
    if value is None:
        return None
    if isinstance(value, (bool, int, float, str)):
        return {"__py__": value}
    return {"__obj__": type(value).__name__}


def describe_variable(value):
    """A local variable, or None when no hint would be shown for it."""
    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return {"int": value}
    if isinstance(value, torch.Size):
        return {"size": list(value)}
    if isinstance(value, (list, tuple)) and 0 < len(value) <= 64:
        if all(isinstance(item, torch.Tensor) for item in value):
            return {"seq": [list(item.shape) for item in value]}
        if all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            return {"ints": list(value)}
    if isinstance(value, dict) and value and all(isinstance(item, torch.Tensor) for item in value.values()):
        return {"dict": {str(key): list(item.shape) for key, item in value.items()}}
    return None


def count(parameters):
    """How many numbers, those of Lazy layers that have not been materialised left out."""
    return sum(p.numel() for p in parameters if p is not None and not isinstance(p, UninitializedParameter))


def multiply_adds(op, args, output):
    """Of one ATen call; 0 for all but convolutions and matrix products."""
    packet = getattr(op, "overloadpacket", op)
    if packet in (aten.convolution, aten._convolution):
        image, weight, transposed = args[0], args[1], args[6]
        return (image if transposed else output).numel() * math.prod(weight.shape[1:])
    if packet is aten.mm:
        return args[0].numel() * args[1].shape[1]
    if packet is aten.addmm:
        return args[1].numel() * args[2].shape[1]
    if packet is aten.bmm:
        return args[0].numel() * args[1].shape[2]
    if packet is aten.baddbmm:
        return args[1].numel() * args[2].shape[2]
    if packet in (aten.mv, aten.dot):
        return args[0].numel()
    if packet is aten.addmv:
        return args[1].numel()
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# Where in the model's own source


class Sources:
    """The files below the roots: their names from the root, and the first line of each statement."""

    def __init__(self, roots):
        self.roots = [os.path.realpath(root).rstrip("/") for root in roots]
        self.first_lines = {}

    def relative(self, path):
        """The path from its root, or None for a file that is not the model's own."""
        if path.startswith((TORCH, "<")) or os.path.realpath(path) == HERE:
            return None
        path = os.path.realpath(path)
        for root in self.roots:
            if path == root:
                return os.path.basename(path)
            if path.startswith(root + "/"):
                return path[len(root) + 1 :]
        return None

    def statement(self, path, line):
        """The first line of the innermost statement that covers a line."""
        if path not in self.first_lines:
            self.first_lines[path] = self._read(path)
        return self.first_lines[path].get(line, line)

    @staticmethod
    def _read(path):
        first = {}
        try:
            with open(path, encoding="utf8", errors="replace") as file:
                tree = ast.parse(file.read())
        except (OSError, SyntaxError, ValueError):
            return first
        for node in ast.walk(tree):
            if not isinstance(node, ast.stmt):
                continue
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if isinstance(body, list) and body else node.end_lineno
            for line in range(node.lineno, max(end, node.lineno) + 1):
                first[line] = max(first.get(line, 0), node.lineno)
        return first

    def calling_site(self):
        """(file, line, through_module): the nearest frame outside torch, and whether an nn module lies between."""
        frame = sys._getframe(1)
        through_module = False
        while frame is not None:
            path = frame.f_code.co_filename
            if "/torch/nn/modules/" in path:
                through_module = True
            elif not path.startswith(TORCH) and os.path.realpath(path) != HERE:
                name = self.relative(path)
                line = self.statement(path, frame.f_lineno) if name is not None else None
                return name, line, through_module
            frame = frame.f_back
        return None, None, through_module


# ---------------------------------------------------------------------------------------------------------------------
# The three observers: modules, torch functions, lines


class Modules:
    """Wraps each module's forward, so that both ``m(x)`` and ``m.forward(x)`` are seen."""

    def __init__(self, model, sources):
        self.names = {id(module): name for name, module in model.named_modules()}
        self.wrapped = [m for m in model.modules() if not isinstance(m, torch.jit.ScriptModule)]
        self.sources = sources
        self.calls = []
        self.open_calls = []
        self.macs_by_op = collections.Counter()
        self.macs_outside = 0

    def __enter__(self):
        for module in self.wrapped:
            object.__setattr__(module, "forward", self._observed(module, module.forward))
        return self

    def __exit__(self, *_):
        for module in self.wrapped:
            module.__dict__.pop("forward", None)

    def _observed(self, module, forward):
        def observed(*args, **kwargs):
            depth = len(self.open_calls)
            call = self._enter(module, args, kwargs)
            try:
                output = forward(*args, **kwargs)
            except BaseException:
                del self.open_calls[depth:]
                raise
            self.open_calls.pop()
            call["out"] = describe(output)
            return output

        return observed

    def _enter(self, module, args, kwargs):
        file, line, _ = self.sources.calling_site()
        call = {
            "seq": len(self.calls),
            "depth": len(self.open_calls),
            "name": self.names.get(id(module), "?"),
            "cls": type(module).__name__,
            "leaf": not any(True for _ in module.children()) or isinstance(module, nn.MultiheadAttention),
            "in": [describe(arg) for arg in args],
            **({"kw": {key: describe(arg) for key, arg in kwargs.items()}} if kwargs else {}),
            "out": None,
            "params": count(module.parameters()),
            "macs": 0,
            "site": [file, line],
        }
        self.calls.append(call)
        self.open_calls.append(call)
        return call

    def add_multiply_adds(self, number, op):
        self.macs_by_op[str(op)] += number
        if self.open_calls:
            self.open_calls[-1]["macs"] += number
        else:
            self.macs_outside += number


class MultiplyAdds(TorchDispatchMode):
    """Sees every ATen call, whatever made it."""

    def __init__(self, modules):
        super().__init__()
        self.modules = modules

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        number = multiply_adds(func, args, output)
        if number:
            self.modules.add_multiply_adds(number, func)
        return output


class Functions(TorchFunctionMode):
    """Sees every torch function and method; keeps those that the model's own source calls."""

    def __init__(self, modules, sources):
        super().__init__()
        self.modules = modules
        self.sources = sources
        self.ops = []

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        output = func(*args, **kwargs)
        if getattr(func, "__name__", "") != "__get__":  # reads of .shape and the like
            self._note(func, args, kwargs, output)
        return output

    def _note(self, func, args, kwargs, output):
        file, line, through_module = self.sources.calling_site()
        if file is None or through_module:
            return
        name = self._name(func)
        if name.endswith(".__get__"):
            return
        call = self.modules.open_calls[-1] if self.modules.open_calls else None
        self.ops.append(
            {
                "func": name,
                "in": [describe(arg) for arg in args],
                "kw": {key: describe(arg) for key, arg in kwargs.items()},
                "out": describe(output),
                "site": [file, line],
                "module": call["name"] if call else None,
                "call": call["seq"] if call else None,
            }
        )

    @staticmethod
    def _name(func):
        plain = getattr(func, "__name__", str(func))
        try:
            return resolve_name(func) or plain
        except Exception:  # resolve_name fails on functions that are not overridable
            return plain


class Lines:
    """A line tracer: notes each local variable at the statement that set it."""

    def __init__(self, modules, sources):
        self.modules = modules
        self.sources = sources
        self.seen = collections.OrderedDict()
        self.frames = {}  # id of frame: [line being executed, {variable: what it was}]

    def trace(self, frame, _event, _arg):
        path = frame.f_code.co_filename
        if self.sources.relative(path) is None:
            return None
        self.frames[id(frame)] = [frame.f_code.co_firstlineno, {}]
        self._note_variables(frame, "arg")
        return self._trace_line

    def _trace_line(self, frame, event, arg):
        if event not in ("line", "return"):
            return self._trace_line
        self._note_variables(frame, "set")
        if event == "line":
            if id(frame) in self.frames:
                self.frames[id(frame)][0] = frame.f_lineno
        elif self.frames.pop(id(frame), None):
            value = describe_variable(arg)
            if value is not None:
                line = self.sources.statement(frame.f_code.co_filename, frame.f_lineno)
                self._note(frame, line, "return", "return", value)
        return self._trace_line

    def _note_variables(self, frame, kind):
        if id(frame) not in self.frames:
            return
        line, before = self.frames[id(frame)]
        if kind == "set":
            line = self.sources.statement(frame.f_code.co_filename, line)
        for name, value in list(frame.f_locals.items()):
            if name == "self" or name.startswith("."):
                continue
            described = describe_variable(value)
            if described is None:
                before.pop(name, None)
                continue
            identity = (id(value), len(value) if isinstance(value, list) else None, json.dumps(described))
            if before.get(name) != identity:
                before[name] = identity
                self._note(frame, line, kind, name, described)

    def _note(self, frame, line, kind, name, value):
        code = frame.f_code
        owner = frame.f_locals.get("self")
        module = self.modules.names.get(id(owner)) if isinstance(owner, nn.Module) else None
        key = (self.sources.relative(code.co_filename), line, kind, code.co_name, name, module, json.dumps(value))
        self.seen[key] = self.seen.get(key, 0) + 1

    def result(self):
        fields = ("file", "line", "kind", "func", "var", "module")
        return [dict(zip(fields, key), value=json.loads(key[-1]), n=n) for key, n in self.seen.items()]


# ---------------------------------------------------------------------------------------------------------------------
# A record


def record(model, inputs, roots=(), train=False, call=None, kwargs=None):
    """Runs ``call`` (the model itself unless given) on the inputs and returns all that was observed."""
    model.train(train)
    run = call or model
    kwargs = kwargs or {}
    lazy = any(isinstance(parameter, UninitializedParameter) for parameter in model.parameters())
    if lazy:
        with torch.no_grad():
            run(*inputs, **kwargs)  # materialises the Lazy layers

    sources = Sources(roots)
    modules = Modules(model, sources)
    functions = Functions(modules, sources)
    lines = Lines(modules, sources)
    tracing_before = sys.gettrace()
    with modules, functions, MultiplyAdds(modules):
        if roots:
            sys.settrace(lines.trace)
        try:
            output = run(*inputs, **kwargs)
        finally:
            sys.settrace(tracing_before)

    called = {entry["name"] for entry in modules.calls}
    holders = (nn.ModuleList, nn.ModuleDict, nn.ParameterList)
    leaf_calls = [entry["seq"] for entry in modules.calls if entry["leaf"]]
    return {
        "torch": torch.__version__,
        "mode": "train" if train else "eval",
        "lazy_layers": lazy,
        "inputs": [describe(value) for value in inputs],
        "output": describe(output),
        "params_total": count(model.parameters()),
        "params_trainable": count(p for p in model.parameters() if p.requires_grad),
        "buffers_total": sum(buffer.numel() for buffer in model.buffers()),
        "macs_total": sum(modules.macs_by_op.values()),
        "macs_by_op": dict(modules.macs_by_op),
        "macs_outside_modules": modules.macs_outside,
        "n_modules": len(modules.names),
        "n_calls": len(modules.calls),
        "leaf_calls": leaf_calls,
        "never_called": [
            name for name, m in model.named_modules() if name and name not in called and not isinstance(m, holders)
        ],
        "state_dict": [
            [name, list(value.shape)] for name, value in model.state_dict().items() if isinstance(value, torch.Tensor)
        ],
        "modules": [
            [
                name,
                type(m).__name__,
                m.extra_repr() if type(m).__module__.startswith("torch.nn") else "",
                count(m._parameters.values()),
            ]
            for name, m in model.named_modules()
        ],
        "calls": modules.calls,
        "ops": functions.ops,
        "lines": lines.result(),
        "n_leaf_calls": len(leaf_calls),
    }


# ---------------------------------------------------------------------------------------------------------------------
# Records as files


def read(path):
    with gzip.open(path, "rt", encoding="utf8") as file:
        return json.load(file)


def write(path, data):
    """One entry of the long lists to a line, and no time stamp: equal records are equal files."""
    long = ("calls", "ops", "lines", "state_dict", "modules")
    parts = []
    for key, value in data.items():
        if key in long:
            text = "[\n" + ",\n".join(json.dumps(item, default=str) for item in value) + "]"
        else:
            text = json.dumps(value, default=str)
        parts.append(f"{json.dumps(key)}: {text}")
    with open(path, "wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packed:
        packed.write(("{\n" + ",\n".join(parts) + "\n}\n").encode())


def make_input(shape):
    """The input that a record describes; its values do not matter."""
    if shape is None:
        return None
    if isinstance(shape, dict):
        return [make_input(item) for item in shape["__seq__"]]
    return torch.rand(shape)


def record_again(old):
    """A new record of the model of an old one."""
    package = importlib.import_module("torchvision")
    path, expression = re.match(r"([\w.]+)\.(\w+\(.*)$", old["constructor"]).groups()
    torch.manual_seed(0)
    model = eval(expression, vars(importlib.import_module(path)))  # by path: some functions shadow their modules
    inputs = [make_input(shape) for shape in old["inputs"]]
    with torch.no_grad():
        new = record(model, inputs, [os.path.dirname(package.__file__)], train=old["mode"] == "train")
    if "lazy_layers" not in old:
        del new["lazy_layers"]
    described = ("model", "constructor", "source", "weights_meta")
    return {**{key: old[key] for key in described if key in old}, **new}


def main():
    parser = argparse.ArgumentParser(description="Make records again, and compare or replace them.")
    parser.add_argument("records", nargs="+", metavar="RECORD.json.gz")
    parser.add_argument("--write", action="store_true", help="replace records that differ")
    options = parser.parse_args()
    differing = 0
    for path in options.records:
        old = read(path)
        new = json.loads(json.dumps(record_again(old), default=str))
        fields = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        print(f"{os.path.basename(path)}: {'differs in ' + ', '.join(fields) if fields else 'the same'}")
        differing += bool(fields)
        if fields and options.write:
            write(path, new)
    return 1 if differing and not options.write else 0


if __name__ == "__main__":
    sys.exit(main())
