import torch, torch.nn as nn
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR
from torch.cuda.amp import GradScaler, autocast
net = nn.Sequential(nn.Flatten(), nn.Linear(12, 3))
opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-2)
sch = CosineAnnealingLR(opt, T_max=10)
scaler = GradScaler(enabled=False)
best = float('inf')
for epoch in range(2):
    net.train()
    for i in range(3):
        x, y = torch.rand(4, 3, 2, 2), torch.randint(0, 3, (4,))
        with torch.autocast('cpu', enabled=False):
            out = net(x)
            loss = nn.functional.cross_entropy(out, y, label_smoothing=0.1)
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        scaler.step(opt); scaler.update(); opt.zero_grad(set_to_none=True)
    sch.step()
    net.eval()
    with torch.no_grad():
        correct = (net(x).argmax(1) == y).sum().item()
    acc = correct / y.size(0)
    if loss.item() < best:
        best = loss.item()
        state = {'epoch': epoch, 'sd': net.state_dict(), 'opt': opt.state_dict()}
    for g in opt.param_groups:
        print(g['lr'], f'{acc:.2%}')
