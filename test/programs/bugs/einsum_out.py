import torch
def bilinear(x, w, y):
    return torch.einsum('bi,oij,bj->bo', x, w, y)
out = bilinear(torch.rand(3, 7), torch.rand(2, 7, 8), torch.rand(3, 9))
