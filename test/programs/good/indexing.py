import torch
x = torch.randn(4, 5, 6)
a = x[:, None]; b = x[..., 0]; c = x[0]; d = x[:, [0, 2]]; e = x[torch.tensor([0, 3])]; f = x[x.sum((1, 2)) > 0]
g = x[:, :, ::2]; h = x[-1, -2:]; i = x[1:100]; j = x[torch.arange(4), torch.tensor([0, 1, 2, 3])]
k = x[:, torch.arange(3)[:, None], torch.arange(2)]
assert a.shape == (4, 1, 5, 6) and b.shape == (4, 5) and c.shape == (5, 6) and d.shape == (4, 2, 6) and e.shape == (2, 5, 6)
assert g.shape == (4, 5, 3) and h.shape == (2, 6) and i.shape == (3, 5, 6) and j.shape == (4, 6) and k.shape == (4, 3, 2)
l = x[True]; m = x[..., None, :]; n = x[5:]; o = x[:, 3:3]
assert l.shape == (1, 4, 5, 6) and m.shape == (4, 5, 1, 6) and n.shape == (0, 5, 6) and o.shape == (4, 0, 6)
p = torch.cat([n, x]); q = torch.cat([torch.tensor([]), x[0]]) 
lab = torch.randint(0, 5, (4,))
r = torch.softmax(x[:, :, 0], 1).gather(1, lab.unsqueeze(1)).squeeze(1)
s = x.scatter(1, torch.zeros(4, 2, 6, dtype=torch.long), 1.0)
onehot = torch.zeros(4, 5).scatter_(1, lab.view(-1, 1), 1)
eye = torch.eye(5)[lab]
t = eye @ x[0]
w = x.index_select(2, torch.tensor([1, 1])); u = torch.take_along_dim(x, x.argsort(-1), -1)
mx, ix = x.max(dim=1); v = mx.view(24); z = x.unbind(1); assert len(z) == 5
