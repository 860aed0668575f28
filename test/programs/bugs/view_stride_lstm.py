import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8 * 6, 4)
    def forward(self, x):
        x = self.conv(x)                     # n c h w
        x = x.permute(0, 3, 1, 2)            # n w c h
        x = x.view(x.size(0), x.size(1), -1)
        x = x.permute(1, 0, 2)
        return self.fc(x.view(-1, 48))
Net()(torch.randn(2, 3, 6, 9))
