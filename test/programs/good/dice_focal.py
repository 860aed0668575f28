import torch
import torch.nn.functional as F


def dice(pred, target, eps=1e-6):
    pred = torch.sigmoid(pred).flatten(1)
    target = target.flatten(1)
    inter = (pred * target).sum(1)
    return 1 - ((2 * inter + eps) / (pred.sum(1) + target.sum(1) + eps)).mean()


def focal(logits, y, gamma=2.0):
    logp = F.log_softmax(logits, 1)
    p = torch.exp(logp.gather(1, y.unsqueeze(1)).squeeze(1))
    return -((1 - p) ** gamma * logp.gather(1, y[:, None])[:, 0]).mean()


dice(torch.rand(2, 1, 16, 16), (torch.rand(2, 1, 16, 16) > 0.5).float())
focal(torch.rand(2, 5, 16, 16), torch.randint(0, 5, (2, 16, 16)))
focal(torch.rand(8, 5), torch.randint(0, 5, (8,)))
