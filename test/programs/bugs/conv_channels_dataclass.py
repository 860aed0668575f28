from dataclasses import dataclass, field
from typing import List
import torch
import torch.nn as nn

@dataclass
class ModelConfig:
    in_chans: int = 3
    widths: List[int] = field(default_factory=lambda: [16, 32, 64])
    num_classes: int = 10

class Encoder(nn.Module):
    def __init__(self, cfg: ModelConfig):
        super().__init__()
        self.layers = nn.ModuleList()
        prev = cfg.in_chans
        for w in cfg.widths:
            self.layers.append(nn.Conv2d(prev, w, 3, padding=1))
            prev = w
        self.head = nn.Conv2d(cfg.widths[-2], cfg.num_classes, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.head(x)

def main():
    cfg = ModelConfig(widths=[8, 16, 32])
    enc = Encoder(cfg)
    x = torch.randn(4, cfg.in_chans, 32, 32)
    print(enc(x).size())

main()
