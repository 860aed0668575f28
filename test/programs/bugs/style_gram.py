import torch


def gram_matrix(y):
    b, ch, h, w = y.size()
    features = y.view(b, ch, w * h)
    return features.bmm(features) / (ch * h * w)


gram_matrix(torch.rand(2, 16, 8, 8))
