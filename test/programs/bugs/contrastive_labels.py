import torch
import torch.nn.functional as F


def clip_loss(img, txt, temperature=0.07):
    img, txt = F.normalize(img, dim=-1), F.normalize(txt, dim=-1)
    logits = img @ txt.t() / temperature
    return F.cross_entropy(logits, torch.arange(len(txt)))


clip_loss(torch.rand(6, 32), torch.rand(4, 32))
