import torch

x = torch.zeros(4, 6)
x[:, ::2] += torch.ones(4, 3)
x[1:3] = torch.arange(6.)
x.view(2, 2, 6)[0, 1].fill_(5)
y = x.t()
y[0] = 1
x[x > 2] = 0
x[[0, 2]] = torch.rand(2, 6)
x[..., None][:, :, 0].mul_(2)
idx = torch.tensor([0, 3])
x.index_add_(0, idx, torch.ones(2, 6))
x.scatter_(1, torch.zeros(4, 1, dtype=torch.long), 1.0)
z = torch.empty(0, 6)
for i in range(3):
    z = torch.cat([z, x[i:i + 1]])
