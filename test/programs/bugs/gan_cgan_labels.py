import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, n_classes=10, latent=100):
        super().__init__()
        self.label_emb = nn.Embedding(n_classes, n_classes)
        self.fc = nn.Linear(latent + n_classes, 128 * 7 * 7)
        self.net = nn.Sequential(nn.BatchNorm2d(128), nn.Upsample(scale_factor=2), nn.Conv2d(128, 64, 3, padding=1), nn.ReLU(),
                                 nn.Upsample(scale_factor=2), nn.Conv2d(64, 1, 3, padding=1), nn.Tanh())

    def forward(self, noise, labels):
        x = torch.cat((self.label_emb(labels), noise), -1)
        x = self.fc(x)
        return self.net(x.view(x.shape[0], 128, 8, 8))


G = Generator()
out = G(torch.randn(4, 100), torch.randint(0, 10, (4,)))
