import torch
from torch import nn


@torch.no_grad()
def accuracy(output, target, topk=(1,)):
    maxk = max(topk)
    _, pred = output.topk(maxk, 1, True, True)
    pred = pred.t()
    correct = pred.eq(target.view(1, -1).expand_as(pred))
    return [correct[:k].reshape(-1).float().sum(0, keepdim=True).mul_(100.0 / target.size(0)) for k in topk]


def miou(pred, label, n=5):
    mask = (label >= 0) & (label < n)
    hist = torch.bincount(n * label[mask] + pred[mask], minlength=n ** 2).reshape(n, n)
    iou = torch.diag(hist) / (hist.sum(1) + hist.sum(0) - torch.diag(hist))
    return iou.mean()


a1, a5 = accuracy(torch.rand(8, 10), torch.randint(0, 10, (8,)), topk=(1, 5))
miou(torch.randint(0, 5, (2, 8, 8)), torch.randint(0, 5, (2, 8, 8)))
meter = {'loss': [], 'acc': []}
for i in range(3):
    meter['loss'].append(torch.rand(1).item())
print(sum(meter['loss']) / len(meter['loss']))
