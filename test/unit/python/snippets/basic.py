a = 1 + 2 * 3
b = 7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 2 ** -1, 7 / 2
c = 'a' + 'b' * 3
d = [1, 2] + [3] * 2
e = (1, 2) + (3,)
f = {'x': 1, **{'y': 2}}
g = sorted({1, 2} | {3} - {2})
h = [i * i for i in range(5) if i % 2 == 0]
i = {k: v for k, v in zip('abc', range(3))}
j = not a, a and 0, 0 or 'x', 1 < 2 < 3, 1 < 3 < 2
k = d[1:], d[::-1], d[-1], 'hello'[1:3], (1,2,3)[::2]
x, *y, z = range(6)
(p, q), r = (1, 2), 3
s = f"{a:>5}|{b[0]:03d}|{c!r}|{1/3:.3f}"
t = "%d %s %.2f" % (1, 'a', 2.5)
u = 1 if a > 3 else 2
v = [*d, *e]
def fn(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, kw)
w = fn(1, c=3), fn(1, 2, 3, 4, c=5, e=6), fn(*[1, 2], **{'c': 3})
w2 = (lambda x, y=1: x + y)(3)
total = 0
for n in range(10):
    if n == 3: continue
    if n == 7: break
    total += n
else:
    total = -1
while total > 10: total -= 3
aa = 0x10, 1_000, 1e3, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, 100 >> 3
ab = 'a' in 'abc', 2 in [1, 2], 3 not in {1: 2}, None is None
ac = [1, 2, 3]; ac[1:2] = [9, 9]; del ac[0]; ac += [5]; ac *= 2
ad = {'a': 1}; ad['b'] = 2; ad |= {'c': 3}; del ad['a']
ae = (n := 10) + n
af = [y for x in [[1, 2], [3]] for y in x]
ag = round(2.5), round(3.5), int(-3.7), int('12'), float('1.5'), bool([]), str(1.0), abs(-3), divmod(7, 2), max(1, 5, 3), min([4, 2]), sum([1, 2, 3]), sorted([3, 1, 2], reverse=True)
ah = list(map(lambda x: x + 1, [1, 2])), list(filter(None, [0, 1, 2])), list(enumerate('ab', 1)), any([0, 1]), all([1, 0]), list(reversed([1, 2, 3]))
ai = 'a,b,c'.split(','), ' x '.strip(), 'Abc'.lower(), '-'.join(['a', 'b']), 'abc'.replace('b', 'z'), 'abc'.startswith('ab')
aj = isinstance(1, int), isinstance(True, int), isinstance('a', (int, str)), type(1) is int, type([]).__name__
ak = 10 if None else 20
al = -2 ** 2, 2 ** 3 ** 2, (1, ), ()
am = [[0] * 3 for _ in range(2)]; am[0][1] = 5
an = {**{'a': 1}, 'b': {'c': [1, 2, {'d': 3}]}}
ao = an['b']['c'][2]['d']
assert a == 7
