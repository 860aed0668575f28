import torch

x = torch.rand(4, 10, 8)
idx = torch.randint(0, 10, (4, 3))
picked = torch.gather(x, 1, idx.unsqueeze(-1).expand(-1, -1, 16))
same = picked + x[:, :3]
