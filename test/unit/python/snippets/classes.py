class A:
    x = 1
    def __init__(self, v): self.v = v
    def get(self): return self.v
    @property
    def double(self): return self.v * 2
    @double.setter
    def double(self, n): self.v = n // 2
    @classmethod
    def make(cls, v): return cls(v)
    @staticmethod
    def st(a): return a + 1
    def __repr__(self): return f'A({self.v})'
    def __eq__(self, o): return self.v == o.v
    def __add__(self, o): return A(self.v + (o.v if isinstance(o, A) else o))
    def __radd__(self, o): return A(o + self.v)
    def __getitem__(self, i): return (self.v, i)
    def __len__(self): return self.v
    def __iter__(self): return iter([self.v] * 2)
    def __contains__(self, i): return i == self.v
    def __call__(self, *a, **k): return (self.v, a, k)
    def __lt__(self, o): return self.v < o.v
    def __iadd__(self, o): self.v += o; return self
    def __neg__(self): return A(-self.v)
class B(A):
    def __init__(self, v, w):
        super().__init__(v)
        self.w = w
    def get(self): return (super(B, self).get(), self.w)
    @property
    def double(self): return super().double + 1
a = A(3); b = B.make(4) if False else B(4, 5)
r1 = a.get(), b.get(), a.double, b.double, A.make(9).v, a.st(1), A.st(2), A.x, b.x
a.double = 20
r2 = a.v, a == A(10), a + 1, 1 + a, a + a, a[2:3], len(a), list(a), 10 in a, 5 in a, a(1, k=2), a < A(11), sorted([A(3), A(1)]), -a
a += 5
r3 = a.v, sum([A(1), A(2)], A(0)).v, bool(A(0)), isinstance(b, A), issubclass(B, A), B.__mro__[1].__name__, type(b).__name__, b.__class__.__name__, B.__name__
class M1:
    def f(self): return ['M1']
class L(M1):
    def f(self): return ['L'] + super().f()
class R(M1):
    def f(self): return ['R'] + super().f()
class D(L, R):
    def f(self): return ['D'] + super().f()
r4 = D().f(), [c.__name__ for c in D.__mro__]
class Attr:
    def __init__(self): self.d = {'z': 1}
    def __getattr__(self, n):
        if n in self.__dict__.get('d', {}): return self.d[n]
        raise AttributeError(n)
    def __setattr__(self, n, v): super().__setattr__(n, v if n == 'd' else (v, 'set'))
x = Attr(); x.q = 1
r5 = x.q, x.z, hasattr(x, 'nope'), getattr(x, 'nope', 7)
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): self.i = 0; return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i
r6 = list(It(3)), sum(It(4)), [*It(2)], max(It(3))
class Ctx:
    log = []
    def __enter__(self): self.log.append('in'); return 5
    def __exit__(self, t, v, tb): self.log.append(t.__name__ if t else None); return t is ValueError
with Ctx() as c5: Ctx.log.append(c5)
with Ctx(): raise ValueError('x')
r7 = Ctx.log
class Reg:
    subs = []
    def __init_subclass__(cls, **kw): super().__init_subclass__(); Reg.subs.append((cls.__name__, kw))
class S1(Reg, key=1): pass
class S2(Reg): pass
r8 = Reg.subs
class Desc:
    def __set_name__(self, o, n): self.n = n
    def __get__(self, i, o): return self if i is None else i.__dict__.get('_' + self.n, 'none')
    def __set__(self, i, v): i.__dict__['_' + self.n] = v
class UD: f = Desc()
class Sing:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
    def __init__(self, v): self.v = v
s1 = Sing(1) is Sing(2)
class Meta(type):
    reg = {}
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.reg[name] = sorted(k for k in ns if not k.startswith('__'))
        return cls
    def __call__(cls, *a):
        o = super().__call__(*a); o.extra = 1; return o
    def hi(cls): return cls.__name__ + '!'
class MM(metaclass=Meta):
    q = 1
    def __init__(self, a): self.a = a
class MN(MM): z = 2
r9 = Meta.reg, MM(3).extra, MM(4).a, MN.hi(), MN(1).extra, type(MN).__name__
class Lst(list):
    def __init__(self, n): super().__init__(range(n)); self.tag = 't'
    def total(self): return sum(self)
ll = Lst(4); ll.append(10)
r10 = ll, ll.total(), len(ll), ll[1:3], ll.tag, isinstance(ll, list), [v for v in ll]
class Dct(dict):
    def __getattr__(self, n):
        try: return self[n]
        except KeyError: raise AttributeError(n)
    def __missing__(self, k): return k * 2
dd = Dct(a=1); dd['b'] = 2
r11 = dd.a, dd.b, dd['zz'], dd, hasattr(dd, 'c')
class Bx:
    def __init__(self): self._c = {}
    def __setitem__(self, k, v): self._c[k] = v
    def __delitem__(self, k): del self._c[k]
    def __getitem__(self, k): return self._c[k]
bx = Bx(); bx['a'] = 1; bx['b'] = 2; del bx['a']; bx['b'] += 5
r12 = bx._c
T3 = type('T3', (A,), {'y': 5, 'm': lambda self: self.y + self.v})
r13 = T3(1).m(), T3.__name__
def deco(n):
    def d(f):
        def w(*a, **k): return f(*a, **k) * n
        return w
    return d
@deco(3)
def mul(x): return x + 1
r14 = mul(1), A.get(A(7)), A(1).get.__name__, mul.__name__
del a, b, x
for o in ['c5', 'll', 'dd', 'bx']: pass
ll = dd = bx = 0
