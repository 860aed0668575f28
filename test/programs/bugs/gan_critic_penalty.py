import torch
from torch import nn

D = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(8 * 16 * 16, 1))


def gradient_penalty(D, real, fake):
    alpha = torch.rand(real.size(0), 1)
    inter = (alpha * real + (1 - alpha) * fake).requires_grad_(True)
    g = torch.autograd.grad(D(inter).sum(), inter, create_graph=True)[0]
    return ((g.flatten(1).norm(2, 1) - 1) ** 2).mean()


gradient_penalty(D, torch.rand(8, 3, 32, 32), torch.rand(8, 3, 32, 32))
