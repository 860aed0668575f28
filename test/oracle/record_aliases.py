"""Runs programs with every choice of their conditions and lists: what each variable that is asked for may be.

Standard input: JSON `[{"code", "conditions", "lists"}, ...]` and the names. Output: JSON, for each program the
distinct values of each name, as `repr`; choices under which the program fails say nothing.
"""
import itertools
import json
import sys

LISTS = ([], [5], [5, 6, 7])


def values(program, names):
    code = compile(program["code"], "program", "exec")
    found = [set() for _ in names]
    bools = itertools.product([True, False], repeat=program["conditions"])
    for conditions in bools:
        for lists in itertools.product(LISTS, repeat=program["lists"]):
            scope = {f"c{i}": value for i, value in enumerate(conditions)}
            scope.update({f"m{i}": list(value) for i, value in enumerate(lists)})
            try:
                exec(code, scope)
            except Exception:
                continue
            for name, seen in zip(names, found):
                seen.add(repr(scope[name]))
    return [sorted(seen) for seen in found]


task = json.load(sys.stdin)
json.dump([values(program, task["names"]) for program in task["programs"]], sys.stdout)
