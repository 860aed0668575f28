"""Records what autograd keeps for backward, as torch.autograd.graph.saved_tensors_hooks sees it on the CPU.

    node scripts/oracleMemory.mjs

Reads JSON from standard input: a list of {program, inputs} for single calls (`result` is what they bind, `inputs` are
names of tensors in them), or of {program, model, inputs, train} for whole models. Writes for each call which inputs and
results are kept and how many bytes of other memory; for each model the bytes of every distinct storage that is neither a
parameter nor a buffer.
"""
import json
import sys
import warnings

import torch

warnings.simplefilter('ignore')


class Saved:
    """Every distinct storage that is saved while this is entered; each is held, so that no address is used twice."""

    def __enter__(self):
        self.bytes, self.held = {}, []
        self.hooks = torch.autograd.graph.saved_tensors_hooks(self.pack, lambda t: t)
        self.hooks.__enter__()
        return self

    def __exit__(self, *error):
        return self.hooks.__exit__(*error)

    def pack(self, tensor):
        storage = tensor.storage()
        if storage.nbytes() > 0:
            self.bytes[storage.data_ptr()] = storage.nbytes()
        self.held.append(tensor)
        return tensor


def tensors_in(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return [t for v in value.values() for t in tensors_in(v)]
    return [t for v in value for t in tensors_in(v)] if isinstance(value, (list, tuple)) else []


def run_call(program, inputs):
    setup, code = program.rsplit('\nresult = ', 1)
    scope = {}
    torch.manual_seed(0)
    try:
        exec(setup, scope)
        before = {name: scope[name].storage().data_ptr() for name in inputs}
        with Saved() as saved:
            result = eval(code.strip(), scope)
    except AttributeError as error:
        return {'absent': str(error)} if 'has no attribute' in str(error) else {'error': str(error)[:200]}
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'[:200]}
    left = dict(saved.bytes)
    kept = [name for name in inputs if left.pop(before[name], None) is not None]
    results = [i for i, t in enumerate(tensors_in(result)) if left.pop(t.storage().data_ptr(), None) is not None]
    if not any(t.requires_grad for t in tensors_in(result)):
        return {'inert': True}
    return {'inputs': kept, 'results': results, 'bytes': sum(left.values())}


def made(text):
    sizes, _, dtype = text.partition(':')
    shape = [int(size) for size in sizes.split('x')]
    return torch.zeros(shape, dtype=torch.long) if dtype == 'long' else torch.rand(shape)


def run_model(program, model, inputs, train):
    scope = {}
    torch.manual_seed(0)
    exec(program, scope)
    net = scope[model]().train(train)
    own = {t.storage().data_ptr() for t in [*net.parameters(), *net.buffers()]}
    given = [made(text) for text in inputs]
    with Saved() as saved:
        net(*given)
    return {'bytes': sum(size for address, size in saved.bytes.items() if address not in own)}


if __name__ == '__main__':
    cases = json.load(sys.stdin)
    run = lambda case: run_model(**case) if 'model' in case else run_call(**case)
    json.dump({'torch': torch.__version__, 'results': [run(case) for case in cases]}, sys.stdout)
