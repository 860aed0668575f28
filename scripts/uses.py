"""Counts how often code uses each name of PyTorch: test/oracle/uses.json, which ranks docs/support.md.

    python3 scripts/uses.py FOLDER... > test/oracle/uses.json

The committed counts are of torchvision's models and of seventeen public repositories of networks (image
classification, segmentation, detection, super-resolution, tutorials). A method counts as a tensor's where no str, list,
dict, set or file has one of that name.
"""
import ast
import json
import re
import sys
from collections import Counter
from pathlib import Path

NAMES = json.loads((Path(__file__).parent.parent / 'test/oracle/names.json').read_text())
OTHERS = set(dir(str)) | set(dir(list)) | set(dir(dict)) | set(dir(set)) | set(dir(open)) | {
    'add', 'load', 'save', 'close', 'read', 'write', 'item', 'items', 'step', 'train', 'eval', 'apply', 'group', 'size',
    'split', 'type', 'to', 'all', 'any', 'sum', 'mean', 'max', 'min', 'std', 'var', 'round', 'argmax', 'argmin', 'sort',
    'reshape', 'transpose', 'astype', 'squeeze', 'flatten', 'repeat', 'where', 'log', 'exp', 'sqrt', 'dot', 'new', 'dim'}
METHODS = set(NAMES['Tensor methods'])


def module_aliases(tree):
    """Local name to dotted module, and local name to dotted function."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for a in node.names:
                if a.name.split('.')[0] == 'torch':
                    names[a.asname or 'torch'] = a.name if a.asname else 'torch'
        elif isinstance(node, ast.ImportFrom) and (node.module or '').split('.')[0] == 'torch':
            for a in node.names:
                names[a.asname or a.name] = f'{node.module}.{a.name}'
    return names


def dotted(node, names):
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        base = dotted(node.value, names)
        return f'{base}.{node.attr}' if base else None
    return None


def is_own(node):
    """`self.norm(x)` calls a layer."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ('self', 'cls', 'np', 'numpy', 'os', 'F', 'nn', 'torch')


def count(path, found):
    try:
        tree = ast.parse(path.read_text(errors='ignore'))
    except SyntaxError:
        return False
    names = module_aliases(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func, names)
        if name and '._' not in name and re.match(r'torch(\.nn(\.functional|\.modules\.\w+)?)?\.\w+$', name):
            found[re.sub(r'\.modules\.\w+', '', name)] += 1
        elif not name and isinstance(node.func, ast.Attribute) and names and not is_own(node.func):
            method = node.func.attr
            base = method[:-1] if method.endswith('_') else method
            if base in METHODS and method not in OTHERS:
                found[f'torch.Tensor.{base}'] += 1
    return bool(names)


def main():
    found, files = Counter(), 0
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).rglob('*.py')):
            files += count(path, found)
    print(json.dumps({'files': files, 'uses': dict(found.most_common())}, indent=0))


main()
