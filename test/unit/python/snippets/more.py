class P:
    def __init__(self): self._x = 1
    x = property(lambda s: s._x, lambda s, v: setattr(s, '_x', v))
    @x.deleter
    def x(self): self._x = None
p = P(); p.x = 5
a = p.x
del p.x
b = p.x
p = 0
class S:
    __slots__ = ('a',)
    def __init__(self, a): self.a = a
c = S(3).a
class Op:
    def __init__(self, v): self.v = v
    def __mul__(self, o): return NotImplemented if isinstance(o, str) else self.v * o
    __rmul__ = __mul__
    def __matmul__(self, o): return 'mm'
    def __floordiv__(self, o): return 'fd'
    def __rsub__(self, o): return ('rsub', o)
    def __pow__(self, o): return self.v ** o
    def __invert__(self): return ~self.v
    def __hash__(self): return 7
    def __eq__(self, o): return isinstance(o, Op)
    def __bool__(self): return False
    def __str__(self): return f'Op<{self.v}>'
    def __format__(self, s): return 'fmt' + s
    def __index__(self): return 2
    def __divmod__(self, o): return 1
    def __ne__(self, o): return 'ne'
    def __ge__(self, o): return True
d = 3 * Op(2), Op(2) * 4, Op(1) @ 1, Op(1) // 2, 5 - Op(1), Op(2) ** 3, ~Op(1), str(Op(4)), f'{Op(1)}', f'{Op(1):x}', [1, 2, 3][Op(0)], Op(1) != 1, 1 <= Op(2), not Op(1)
class Base:
    def __init__(self, **kw):
        for k, v in kw.items(): setattr(self, k, v)
    def __repr__(self): return f'{self.__class__.__name__}({", ".join(f"{k}={v!r}" for k, v in sorted(self.__dict__.items()))})'
class Mixin:
    def who(self): return super().who() + '+mixin'
class Core:
    def who(self): return 'core'
class Both(Mixin, Core, Base): pass
e = Both(b=1, a='x'), Both().who(), vars(Both(k=1))
e = str(e[0]), e[1], e[2]
def tree(n): return (n, [tree(n - 1)] * 2) if n else 0
f = tree(2)
def gen(n):
    for i in range(n):
        if i % 2: yield i
        else: yield from (i * 10, i * 100)
g = list(gen(3)), dict(enumerate(gen(1))), max(gen(4)), tuple(x for x in gen(2) if x), [*gen(1), *'ab']
h = [(i, j) for i in range(3) for j in range(i) if (i + j) % 2], {(i, j): i * j for i in range(2) for j in range(2)}
i1, (i2, [i3, *i4]), *i5 = 1, (2, [3, 4, 5]), 6, 7
k = [1, 2, 3, 4, 5]
k[1:3], k[-1] = [9], 0
k1 = k[:]
k[::2] = ['a', 'b']
m = 'x' * 3 + "it's" + """multi
line"""
n = 'a' 'b' f'{1 + 1}' rf'\n{2}'
o = b'ab' + b'c', b'abc'[1], len(b'abc')
q = 1 if [] else 2 if {} else 3
r = [*range(10)][-3::-2], (lambda: (yield))
r = r[0]
s = "{:>8.3f}|{!r}|{a}|{b[0]}|{c.real}".format(3.14159, 'x', a=1, b=[5], c=2)
t = '%-5s|%05d|%x|%r|%%' % ('ab', 42, 255, 'q')
u = sum([[1], [2, 3]], []), list(zip(*[(1, 2), (3, 4)])), list(zip([1, 2, 3], 'ab'))
v = sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1]), max('abc', key=ord), min([3, 1], [2, 5])
w = (1, 2) < (1, 3), [1] == [1.0], {1: 2} == {1.0: 2}, 'a' < 'b', None == 0, (1,) + (2,) == (1, 2), 1 == True, 'a' != 'b'
x = all(isinstance(z, int) for z in [1, 2]), any(z > 1 for z in [0, 1])
y = getattr(1, 'real'), (5).bit_length(), 3.7.is_integer(), int.from_bytes(b'\x01', 'big') if False else 1
def scope():
    out = []
    for i in range(3):
        def f(j=i): return j + i
        out.append(f)
    return [f() for f in out]
z = scope()
def deflt(a, b=[], *c, d, e=4, **f): return a, b, c, d, e, f
try: deflt(1)
except TypeError as ex: aa = str(ex)
try: deflt(1, 2, d=1, a=3)
except TypeError as ex: ab = str(ex)
try: (lambda x: x)(1, 2)
except TypeError as ex: ac = str(ex)
try: (lambda x: x)(y=1)
except TypeError as ex: ad = str(ex)
try: {}['missing']
except KeyError as ex: ae = ex.args[0], str(ex)
try: [].nope
except AttributeError as ex: af = str(ex)
five = 5
try: five()
except TypeError as ex: ag = str(ex)
try: len(5)
except TypeError as ex: ah = str(ex)
try: 1 < 'a'
except TypeError as ex: ai = str(ex)
try: (1, 2)[0] = 3
except TypeError as ex: ak = str(ex)
try: next(iter([]))
except StopIteration: al = 'stop'
try:
    try: 1 / 0
    except ZeroDivisionError as ex: raise ValueError('v') from ex
except ValueError as ex: am = str(ex)
def fin():
    for i in range(3):
        try:
            if i == 1: break
        finally: fl.append(i)
    try: return 'r'
    finally: fl.append('f')
fl = []
an = fin(), fl
while True:
    break
ao = [i for i in range(20) if all(i % j for j in range(2, i)) and i > 1]
x1 = x2 = []
x1.append(1)
ap = x2
if (aq := len(x1)) > 0: ar = aq
as_ = [last := i for i in range(3)], last
at = type(None).__name__, type(1.0), isinstance(print, object), callable(len), callable(3), id(x1) == id(x2)
at = at[0], at[2:]
class WithCall:
    def __init_subclass__(cls, /, tag=None, **k): cls.tag = tag
class WC(WithCall, tag='t'): pass
au = WC.tag
class Cnt:
    n = 0
    def __init__(self): Cnt.n += 1; self.n += 10
av = Cnt().n, Cnt.n
class St:
    items = []
    def add(self, x): self.items.append(x); return self
aw = St().add(1).add(2).items, St.items
class Tup(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def total(self): return sum(self)
ax = Tup(1, 2), Tup(3, 4).total(), isinstance(Tup(1), tuple), Tup(1, 2) + (3,), Tup(1) == (1,)
class Int(int):
    def double(self): return self * 2
ay = Int(4).double(), Int(3) + 1
class Strs(str):
    def shout(self): return self.upper() + '!'
az = Strs('a').shout(), Strs('b') + 'c'
class Cfg:
    def __init__(self, **kw): self.__dict__.update(kw)
cg = Cfg(a=1, b='x'); cg.__dict__['c'] = 3
ba = cg.a, cg.b, cg.c, sorted(cg.__dict__), vars(cg) == {'a': 1, 'b': 'x', 'c': 3}, list(cg.__dict__.items()), len(vars(cg)), 'a' in cg.__dict__
del cg.__dict__['a']
bb = hasattr(cg, 'a')
class AttrDict(dict):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.__dict__ = self
ad2 = AttrDict(x=1); ad2.y = 2
bc = ad2.x, ad2['y'], ad2
class Rep:
    def __init__(self): self.__dict__ = {'q': 1}
bd = Rep().q
bcopy = dict(cg.__dict__)
cg = 0
import functools
calls = []
@functools.lru_cache
def once(a, b=2):
    "Adds."
    calls.append(a)
    return [a, b]
kept = once(1)
kept.append('more')
once(2)
memo1 = once(1), once(1) is kept, once(2) is once(2), once(1, 2) is kept, calls, once.__name__, once.__doc__
once.cache_clear()
memo2 = once(1), once(1) is kept, once.__wrapped__(5)
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
memo3 = fib(30)
@functools.lru_cache(maxsize=None)
def by_name(**kw): return [kw]
memo4 = by_name(a=1, b=2) is by_name(a=1, b=2), by_name(a=1) is by_name(a=2)
class Held:
    def __init__(self, n): self.n = n
    @functools.lru_cache(maxsize=8)
    def get(self): return [self.n]
    @staticmethod
    @functools.lru_cache
    def stat(n): return [n]
    @classmethod
    @functools.lru_cache
    def make(cls, n): return cls(n)
h1 = Held(1); h2 = Held(2)
memo5 = h1.get() is h1.get(), h1.get() is h2.get(), h2.get(), Held.stat(3) is h1.stat(3), Held.make(4) is Held.make(4), Held.get(h1) is h1.get()
@functools.lru_cache(maxsize=0)
def fresh(): return []
memo6 = fresh() is fresh()
@functools.lru_cache(typed=True)
def typed(n): return [n]
memo7 = typed(1) is typed(1), typed(1) is typed(1.0)
try:
    once([1])
    memo8 = 'fine'
except TypeError as error:
    memo8 = str(error)
h1 = h2 = once = by_name = fib = fresh = typed = 0
