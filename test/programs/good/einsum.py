import torch
q = torch.randn(2, 8, 10, 16); k = torch.randn(2, 8, 12, 16); v = torch.randn(2, 8, 12, 16)
s = torch.einsum('bhid,bhjd->bhij', q, k) * 16 ** -0.5
o = torch.einsum('bhij,bhjd->bhid', s.softmax(-1), v)
t = torch.einsum('...ij,...jk', q, k.transpose(-1, -2))
tr = torch.einsum('ii', torch.rand(4, 4))
d = torch.einsum('bi,oij,bj->bo', torch.rand(3, 7), torch.rand(2, 7, 8), torch.rand(3, 8))
b1 = torch.einsum('bi,bi->b', torch.rand(1, 5), torch.rand(6, 5))
op = torch.einsum(torch.rand(2, 3), [0, 1], torch.rand(3, 4), [1, 2], [0, 2])
