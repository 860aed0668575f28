import torch
def accuracy(output, target, topk=(1,)):
    with torch.no_grad():
        maxk = max(topk)
        bs = target.size(0)
        _, pred = output.topk(maxk, 1, True, True)
        pred = pred.t()
        correct = pred.eq(target.view(1, -1).expand_as(pred))
        res = []
        for k in topk:
            ck = correct[:k].reshape(-1).float().sum(0, keepdim=True)
            res.append(ck.mul_(100.0 / bs))
        return res
a1, a5 = accuracy(torch.randn(8, 10), torch.randint(0, 10, (8,)), (1, 5))
def iou(pred, tgt, n=3):
    out = []
    pred, tgt = pred.view(-1), tgt.view(-1)
    for c in range(n):
        p, t = pred == c, tgt == c
        inter = (p & t).sum().float(); union = (p | t).sum().float()
        out.append((inter / union.clamp(min=1)).item() if union > 0 else float('nan'))
    return sum(out) / len(out)
iou(torch.randint(0, 3, (2, 8, 8)), torch.randint(0, 3, (2, 8, 8)))
def confusion(pred, y, n):
    return torch.bincount(n * y.flatten() + pred.flatten(), minlength=n ** 2).reshape(n, n)
cm = confusion(torch.randint(0, 3, (30,)), torch.randint(0, 3, (30,)), 3)
prec = cm.diag() / cm.sum(0)
class AverageMeter:
    def __init__(self): self.reset()
    def reset(self): self.val = self.avg = self.sum = self.count = 0
    def update(self, val, n=1):
        self.val = val; self.sum += val * n; self.count += n; self.avg = self.sum / self.count
m = AverageMeter(); m.update(a1.item(), 8); m.update(a5[0].item(), 8)
