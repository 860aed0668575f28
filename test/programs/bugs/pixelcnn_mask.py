import torch
from torch import nn


class MaskedConv2d(nn.Conv2d):
    def __init__(self, mask_type, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.register_buffer('mask', torch.ones(1, 1, 5, 5))
        _, _, h, w = self.weight.size()
        self.mask[:, :, h // 2, w // 2 + (mask_type == 'B'):] = 0
        self.mask[:, :, h // 2 + 1:] = 0

    def forward(self, x):
        self.weight.data *= self.mask
        return super().forward(x)


net = nn.Sequential(MaskedConv2d('A', 1, 16, 7, 1, 3, bias=False), nn.ReLU())
net(torch.rand(1, 1, 28, 28))
