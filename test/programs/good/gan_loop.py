import torch, torch.nn as nn
nz, B = 16, 8
G = nn.Sequential(nn.ConvTranspose2d(nz, 32, 4, 1, 0), nn.BatchNorm2d(32), nn.ReLU(), nn.ConvTranspose2d(32, 3, 4, 2, 1), nn.Tanh())
D = nn.Sequential(nn.Conv2d(3, 32, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(32, 1, 4, 1, 0), nn.Sigmoid())
crit = nn.BCELoss()
oD, oG = torch.optim.Adam(D.parameters(), 2e-4, (0.5, 0.999)), torch.optim.Adam(G.parameters(), 2e-4)
fixed = torch.randn(B, nz, 1, 1)
real_label, fake_label = 1., 0.
for i in range(2):
    D.zero_grad()
    real = torch.rand(B, 3, 8, 8)
    b = real.size(0)
    label = torch.full((b,), real_label, dtype=torch.float)
    out = D(real).view(-1)
    errD = crit(out, label); errD.backward()
    noise = torch.randn(b, nz, 1, 1)
    fake = G(noise)
    label.fill_(fake_label)
    crit(D(fake.detach()).view(-1), label).backward(); oD.step()
    G.zero_grad(); label.fill_(real_label)
    crit(D(fake).view(-1), label).backward(); oG.step()
    D_x = out.mean().item()
eps = torch.rand(B, 1, 1, 1).expand_as(real)
inter = (eps * real + (1 - eps) * fake).requires_grad_(True)
grad = torch.autograd.grad(D(inter).sum(), inter, create_graph=True)[0]
gp = ((grad.view(B, -1).norm(2, dim=1) - 1) ** 2).mean()
