def f(n):
    try:
        if n == 0: raise ValueError('zero')
        if n == 1: return 'one'
        if n == 2: {}['k']
        r = 'ok'
    except ValueError as e: r = str(e)
    except (KeyError, IndexError) as e: r = repr(e)
    else: r += ' else'
    finally: log.append(n)
    return r
log = []
a = [f(i) for i in range(4)]
def g():
    for i in range(3):
        try:
            if i == 1: continue
            yield i
        finally: yield 'f'
b = list(g())
def counter():
    n = 0
    def inc(k=1):
        nonlocal n
        n += k
        return n
    return inc
c1 = counter(); c = c1(), c1(5), counter()()
G = 1
def setg():
    global G, H
    G = 5; H = 6
setg()
def fact(n): return 1 if n <= 1 else n * fact(n - 1)
d = fact(10)
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
it = fib()
e = [next(it) for _ in range(10)]
def h(x):
    match x:
        case 0: return 'zero'
        case [a, b]: return ('pair', a, b)
        case [a, *rest]: return ('seq', a, rest)
        case {'k': v, **r}: return ('map', v, r)
        case int() | float(): return 'num'
        case str(s) if len(s) > 2: return s
        case _: return 'other'
m = [h(v) for v in (0, (1, 2), [1, 2, 3], {'k': 1, 'z': 2}, 5, 'abc', 'a', None)]
try:
    try: raise KeyError('a')
    except KeyError: raise
except Exception as e2: n = type(e2).__name__
class E(Exception):
    def __init__(self, a, b): super().__init__(f'{a}-{b}'); self.a = a
try: raise E(1, 2)
except E as ex: o = (str(ex), ex.a, ex.args)
try: 1 / 0
except ZeroDivisionError as z: p = str(z)
try: [1, 2][5]
except IndexError as z: p2 = str(z)
try: x, y = 1, 2, 3
except ValueError as z: p3 = str(z)
try: undefined_name
except NameError as z: p4 = str(z)
try: int('x')
except ValueError as z: p5 = str(z)
try: None.foo
except AttributeError as z: p6 = str(z)
try: f()
except TypeError as z: p7 = str(z)
try: 'a' + 1
except TypeError as z: p8 = str(z)
try: assert False, 'msg'
except AssertionError as z: p9 = str(z)
try:
    import nonexistent_mod
except ImportError: q = 'no'
i = 0
while i < 5:
    i += 1
    if i == 3: break
else: i = 100
r = []
for x in [1, 2, 3]:
    for y in [1, 2, 3]:
        if y == 2: break
        r.append((x, y))
    else: r.append('x')
def gen2(): 
    yield from [1, 2]
    z = yield 3
    return 9
s = list(gen2())
t = [x for x in (y * 2 for y in range(3))]
u = sum(i for i in range(10)), len({i % 3 for i in range(5)}), dict((k, i) for i, k in enumerate('ab'))
def outer():
    x = 1
    class C:
        x = 2
        def m(self): return x
    return C().m()
v = outer()
fs = [lambda: i for i in range(3)]
w = [q_() for q_ in fs]
fs2 = [lambda i=i: i for i in range(3)]
w2 = [q_() for q_ in fs2]
fs = fs2 = it = c1 = 0
def dflt(x, acc=[]): acc.append(x); return acc
aa = dflt(1), dflt(2)
ab = [*map(str, range(3))], dict(a=1, **{'b': 2})
ac = (lambda *a, **k: (a, k))(1, 2, x=3)
def kwo(*, a, b=2): return a + b
ad = kwo(a=1)
def po(a, /, b): return a - b
ae = po(3, b=1)
import functools, math, itertools, collections
af = functools.reduce(lambda x, y: x + y, [1, 2, 3]), math.ceil(2.1), list(itertools.chain([1], [2])), functools.partial(po, 5)(2)
od = collections.OrderedDict(a=1); od['b'] = 2
ag = list(od.items()), od
P = collections.namedtuple('P', 'x y'); pt = P(1, y=2)
ah = pt, pt.x, pt._replace(x=5), P._fields
import dataclasses
@dataclasses.dataclass
class DC:
    a: int
    b: list = dataclasses.field(default_factory=list)
    c: str = 'c'
    def __post_init__(self): self.d = self.a * 2
dc = DC(1, c='z')
ai = dc, dc.d, dc == DC(1, c='z'), dataclasses.asdict(dc)
import enum
class Color(enum.Enum):
    RED = 1
    GREEN = 'g'
aj = Color.RED.name, Color('g').name, [c.value for c in Color], Color['RED'] is Color.RED
dd = collections.defaultdict(list); dd['a'].append(1)
ak = dict(dd)
