import torch

x = torch.rand(4, 49, 32)
N, L, D = x.shape
keep = int(L * (1 - 0.75))
noise = torch.rand(N, L)
shuffle = torch.argsort(noise, dim=1)
restore = torch.argsort(shuffle, dim=1)
kept = torch.gather(x, dim=1, index=shuffle[:, :keep].unsqueeze(-1).repeat(1, 1, D))
mask = torch.ones([N, L])
mask[:, :keep] = 0
mask = torch.gather(mask, 1, restore)
tokens = torch.zeros(1, 1, D).repeat(N, restore.shape[1] - kept.shape[1], 1)
full = torch.cat([kept, tokens], 1)
full = torch.gather(full, 1, restore.unsqueeze(-1).expand(-1, -1, D))
loss = (((full - x) ** 2).mean(-1) * mask).sum() / mask.sum()
