import torch, torch.nn as nn, os
class Net(nn.Module):
    def __init__(self): 
        super().__init__(); self.a = nn.Linear(3, 4); self.b = nn.BatchNorm1d(4)
    def forward(self, x): return self.b(self.a(x))
m = Net(); n = Net()
n.load_state_dict(m.state_dict())
sd = {k.replace('module.', ''): v for k, v in m.state_dict().items()}
n.load_state_dict(sd, strict=False)
pre = {k: v for k, v in sd.items() if k in n.state_dict() and v.shape == n.state_dict()[k].shape}
n.state_dict().update(pre)
if os.path.exists('/nonexistent/x.pth'):
    ckpt = torch.load('/nonexistent/x.pth', map_location='cpu')
    n.load_state_dict(ckpt['model'])
    start = ckpt['epoch'] + 1
else:
    start = 0
for e in range(start, 2):
    n(torch.rand(4, 3))
