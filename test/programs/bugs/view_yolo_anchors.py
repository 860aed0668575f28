import torch
from torch import nn

num_anchors, num_classes = 3, 80
det = nn.Conv2d(256, num_anchors * (5 + num_classes), 1)
p = det(torch.rand(1, 256, 13, 13))
bs, _, ny, nx = p.shape
p = p.view(bs, num_anchors, num_classes + 4, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
