import torch
def hw(t):
    return t.shape[2], t.shape[3]
print(hw(torch.ones(4, 7, 7)))
