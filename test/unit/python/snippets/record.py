"""Writes what Python itself makes of every snippet here: `python3 test/unit/python/snippets/record.py`."""
import json
import pathlib
import types

HERE = pathlib.Path(__file__).parent
HIDDEN = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type)

for snippet in sorted(HERE.glob('*.py')):
    if snippet.name == 'record.py':
        continue
    names = {'__name__': '__main__'}
    exec(compile(snippet.read_text(), snippet.name, 'exec'), names)
    shown = {k: str(v) for k, v in names.items() if not k.startswith('_') and not isinstance(v, HIDDEN)}
    snippet.with_suffix('.json').write_text(json.dumps(shown, indent=1, ensure_ascii=False) + '\n')
