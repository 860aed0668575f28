import numpy as np
m = np.zeros((3, 3)); m[0, 0] = 1
assert m.sum() == 1
v = np.zeros(3); v[0] = 2
assert v[0] == 2
v += 1
assert v.sum() == 5
a = np.array([3, 1, 2]); a.sort()
assert a[0] == 1
np.random.shuffle(a)
b = np.arange(6); b.resize((2, 3)); assert b.shape == (2, 3)
b.shape = (3, 2); assert b.shape == (3, 2)
b[:] = 7; assert b.max() == 7
c = np.zeros((2,3)); c[:, 1] += 4; assert c.sum() == 8
d = np.zeros(4); d.fill(2); assert d.sum() == 8
e = np.ones((2,3)); assert (e == 1).all()
assert e.T.shape == (3,2)
f = np.concatenate([e, e], axis=1); assert f.shape == (2, 6)
g = e[None]; assert g.shape == (1,2,3)
h = np.expand_dims(e, 0); assert h.shape == (1,2,3)
i = e[0]; i[0] = 5; assert e[0, 0] == 5
j = e.mean(axis=0); assert j.shape == (3,)
k = np.zeros((2,3), dtype=np.float32); assert k.dtype == np.float32
assert np.float32 == k.dtype and k.dtype == 'float32'
l = np.array([[1,2],[3,4]]).astype(float); assert l.dtype == np.float64
out = np.empty(3); np.add(np.ones(3), 1, out=out); assert out[0] == 2
if np.isnan(l).any(): raise ValueError
assert isinstance(l, np.ndarray)
for row in l: assert row.shape == (2,)
assert len(l) == 2 and l.size == 4 and l.ndim == 2
x = np.random.rand(4) < 2; assert x.all()
assert l.tolist() == [[1.,2.],[3.,4.]]
assert (l > 0).sum() == 4
assert l.min() == 1 and l.argmax() == 3
