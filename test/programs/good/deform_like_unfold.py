import torch
import torch.nn.functional as F

x = torch.rand(2, 3, 10, 12)
w = torch.rand(8, 3, 3, 3)
cols = F.unfold(x, 3, padding=1)
out = (w.view(8, -1) @ cols).view(2, 8, 10, 12)
back = F.fold(cols, (10, 12), 3, padding=1)
p = x.unfold(2, 5, 5).unfold(3, 4, 4)
patches = p.permute(0, 2, 3, 1, 4, 5).reshape(2, -1, 3, 5, 4)
