import torch

betas = torch.linspace(1e-4, 0.02, 1000)
alphas_bar = torch.cumprod(1 - betas, 0)
x0 = torch.rand(8, 3, 32, 32)
t = torch.randint(0, 1000, (8,))
noise = torch.randn_like(x0)
xt = alphas_bar[t].sqrt() * x0 + (1 - alphas_bar[t]).sqrt() * noise
