import torch
from torch import nn
class VAE(nn.Module):
    def __init__(self, z=16):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(3, 16, 4, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU(), nn.Flatten())
        self.mu = nn.Linear(32 * 8 * 8, z)
        self.lv = nn.Linear(32 * 8 * 8, z)
        self.up = nn.Linear(z, 32 * 7 * 7)
        self.dec = nn.Sequential(nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, 3, 4, 2, 1), nn.Sigmoid())
    @staticmethod
    def reparametrize(mu, lv):
        std = torch.exp(0.5 * lv)
        return mu + std * torch.randn_like(std)
    def decode(self, z):
        return self.dec(self.up(z).view(-1, 32, 8, 8))
    def forward(self, x):
        h = self.enc(x)
        mu, lv = self.mu(h), self.lv(h)
        z = self.reparametrize(mu, lv)
        return self.decode(z), mu, lv
vae = VAE()
recon, mu, lv = vae(torch.rand(2, 3, 32, 32))
