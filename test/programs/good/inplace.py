import torch
x = torch.zeros(4, 5)
x[1:3] = 1
x[:, 0] += torch.arange(4)
x[x > 0] *= 2
x[..., 1:] = torch.ones(4)
x[[0, 2]] = torch.rand(2, 5)
x.add_(torch.rand(5)).mul_(2).clamp_(0, 1)
x.unsqueeze_(0)
y = x.view(4, 5)
x.squeeze_()
x.t_()
assert x.shape == (5, 4)
x.resize_(2, 2)
