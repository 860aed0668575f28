import torch

q, k, v = (torch.rand(2, 4, 6, 8) for _ in range(3))
a = torch.einsum('bhid,bhjd->bhij', q, k).softmax(-1)
o = torch.einsum('...ij,...jd->...id', a, v)
g = torch.einsum('bchw,bdhw->bcd', torch.rand(2, 3, 4, 4), torch.rand(2, 5, 4, 4))
t = torch.einsum('ii', torch.rand(3, 3))
w = torch.einsum('nkl,nlm,mk->n', torch.rand(2, 3, 4), torch.rand(2, 4, 5), torch.rand(5, 3))
