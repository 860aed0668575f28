import torch
import torch.nn.functional as F


def warp(img, flow):
    b, _, h, w = img.shape
    gy, gx = torch.meshgrid(torch.arange(h), torch.arange(w), indexing='ij')
    grid = torch.stack((gx, gy), 0).float().unsqueeze(0).repeat(b, 1, 1, 1) + flow
    vx = 2.0 * grid[:, 0] / max(w - 1, 1) - 1.0
    vy = 2.0 * grid[:, 1] / max(h - 1, 1) - 1.0
    return F.grid_sample(img, torch.stack((vx, vy), 3), align_corners=True)


assert warp(torch.rand(2, 3, 8, 9), torch.zeros(2, 2, 8, 9)).shape == (2, 3, 8, 9)
corr = (torch.rand(2, 16, 8, 9).flatten(2).transpose(1, 2) @ torch.rand(2, 16, 8, 9).flatten(2)).view(2, 8, 9, 1, 8, 9)
pyramid = [corr.reshape(2 * 72, 1, 8, 9)]
for _ in range(2):
    pyramid.append(F.avg_pool2d(pyramid[-1], 2, stride=2))
