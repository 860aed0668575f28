import torch
from torch import nn

G = nn.Sequential(nn.Linear(16, 64 * 4 * 4), nn.Unflatten(1, (64, 4, 4)), nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 3, 4, 2, 1))
D = nn.Sequential(nn.Conv2d(3, 32, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(32, 1, 8))
for _ in range(2):
    real = torch.rand(4, 3, 16, 16)
    fake = G(torch.randn(real.shape[0], 16))
    eps = torch.rand(real.size(0), 1, 1, 1)
    mix = (eps * real + (1 - eps) * fake).requires_grad_()
    score = D(mix)
    grad, = torch.autograd.grad(outputs=score, inputs=mix, grad_outputs=torch.ones_like(score), create_graph=True)
    gp = ((grad.reshape(grad.size(0), -1).norm(2, dim=1) - 1) ** 2).mean()
    loss = D(fake).mean() - D(real).mean() + 10 * gp
