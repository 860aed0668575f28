import torch
from torch import nn


def window_partition(x, ws):
    B, H, W, C = x.shape
    x = x.view(B, H // ws, ws, W // ws, ws, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, ws, ws, C)


def window_reverse(windows, ws, H, W):
    B = int(windows.shape[0] / (H * W / ws / ws))
    x = windows.view(B, H // ws, W // ws, ws, ws, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)


H = W = 14
ws, shift = 7, 3
img_mask = torch.zeros((1, H, W, 1))
slices = (slice(0, -ws), slice(-ws, -shift), slice(-shift, None))
cnt = 0
for h in slices:
    for w in slices:
        img_mask[:, h, w, :] = cnt
        cnt += 1
mask_windows = window_partition(img_mask, ws).view(-1, ws * ws)
attn_mask = mask_windows.unsqueeze(1) - mask_windows.unsqueeze(2)
attn_mask = attn_mask.masked_fill(attn_mask != 0, -100.0).masked_fill(attn_mask == 0, 0.0)
x = torch.rand(2, H, W, 8)
assert window_reverse(window_partition(x, ws), ws, H, W).shape == x.shape
coords = torch.stack(torch.meshgrid([torch.arange(ws), torch.arange(ws)], indexing='ij'))
flat = torch.flatten(coords, 1)
rel = (flat[:, :, None] - flat[:, None, :]).permute(1, 2, 0).contiguous()
rel[:, :, 0] += ws - 1
rel[:, :, 1] += ws - 1
rel[:, :, 0] *= 2 * ws - 1
table = nn.Parameter(torch.zeros((2 * ws - 1) ** 2, 4))
bias = table[rel.sum(-1).view(-1)].view(ws * ws, ws * ws, -1).permute(2, 0, 1)
attn = torch.rand(8, 4, ws * ws, ws * ws) + bias.unsqueeze(0)
attn = attn.view(2, 4, 4, 49, 49) + attn_mask.unsqueeze(1).unsqueeze(0)
