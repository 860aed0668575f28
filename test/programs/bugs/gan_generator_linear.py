import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, latent=100, img=(1, 28, 28)):
        super().__init__()
        self.img = img

        def block(i, o, normalize=True):
            layers = [nn.Linear(i, o)]
            if normalize:
                layers.append(nn.BatchNorm1d(o, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.model = nn.Sequential(*block(latent, 128, False), *block(128, 256), *block(256, 512), nn.Linear(512, 28 * 28), nn.Tanh())

    def forward(self, z):
        return self.model(z).view(z.size(0), *self.img)


g = Generator()
z = torch.randn(16, 64)
imgs = g(z)
