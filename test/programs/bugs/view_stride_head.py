import torch
def merge_heads(t):
    b, h, n, d = t.shape
    return t.permute(0, 2, 1, 3).view(b, n, h * d)
q = torch.randn(2, 8, 10, 64)
merge_heads(q)
