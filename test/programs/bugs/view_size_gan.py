import numpy as np
import torch
import torch.nn as nn
img_shape = (1, 28, 28)
class Generator(nn.Module):
    def __init__(self, latent_dim=100):
        super().__init__()
        def block(in_feat, out_feat, normalize=True):
            layers = [nn.Linear(in_feat, out_feat)]
            if normalize:
                layers.append(nn.BatchNorm1d(out_feat, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers
        self.model = nn.Sequential(
            *block(latent_dim, 128, normalize=False),
            *block(128, 256),
            nn.Linear(256, int(np.prod(img_shape)) * 3),
            nn.Tanh())
    def forward(self, z):
        img = self.model(z)
        return img.view(img.size(0), *img_shape)
g = Generator()
z = torch.tensor(np.random.normal(0, 1, (64, 100)), dtype=torch.float32)
imgs = g(z)
