"""Runs every program of bugs/ and good/ in real PyTorch and writes expected.json.

    /usr/bin/python3 test/programs/record.py

For each program that crashes: the file's own lines in the traceback (the innermost last), the exception
and its message. `code` is ours and is kept; a new program gets the empty code, to be filled in by hand.
A program in good/ that crashes, or one in bugs/ that does not, is an error.
"""
import json
import os
import runpy
import sys
import traceback
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
OUT = HERE / 'expected.json'


def run(path):
    sys.argv = [str(path)]
    try:
        runpy.run_path(str(path), run_name='__main__')
        return None
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(path)]
        return {'lines': lines, 'type': type(error).__name__, 'message': str(error)[:300]}


def in_child(path):
    """A process of its own, forked once PyTorch is loaded."""
    read, write = os.pipe()
    if os.fork() == 0:
        sys.stdout = sys.stderr = open(os.devnull, 'w')
        os.write(write, json.dumps(run(path)).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.wait()
    return json.loads(text)


def main():
    torch.set_num_threads(1)
    codes = {e['file']: e['code'] for e in json.loads(OUT.read_text())} if OUT.exists() else {}
    expected = []
    for path in sorted(HERE.glob('*/*.py')):
        crash = in_child(path)
        name = f'{path.parent.name}/{path.name}'
        if (crash is None) != (path.parent.name == 'good'):
            sys.exit(f'{name}: {crash or "does not crash"}')
        if crash:
            expected.append({'file': name, 'code': codes.get(name, ''), **crash})
    OUT.write_text(json.dumps(expected, indent=1) + '\n')
    print(f'{len(expected)} programs that crash')


if __name__ == '__main__':
    main()
