from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class Config:
    widths: list = field(default_factory=lambda: [16, 32, 64])
    kernel: int = 3
    num_classes: int = 10


class Net(nn.Module):
    def __init__(self, cfg: Config):
        super().__init__()
        chans = [3] + cfg.widths
        self.body = nn.Sequential(*[nn.Sequential(nn.Conv2d(a, b, cfg.kernel, padding=cfg.kernel // 2), nn.ReLU(), nn.MaxPool2d(2)) for a, b in zip(chans, chans[1:])])
        self.head = nn.Linear(cfg.widths[-2], cfg.num_classes)

    def forward(self, x):
        return self.head(self.body(x).mean((-2, -1)))


Net(Config())(torch.rand(1, 3, 32, 32))
