import torch
def to_seq(x):
    x = x.flatten(1)
    return x.transpose(1, 2)
to_seq(torch.zeros(2, 8, 4, 4))
