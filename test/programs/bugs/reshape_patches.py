import torch


def patchify(imgs, p=16):
    h = w = imgs.shape[2] // p
    x = imgs.reshape(imgs.shape[0], 3, h, p, w, p)
    x = torch.einsum('nchpwq->nhwpqc', x)
    return x.reshape(imgs.shape[0], h * w, p ** 2 * 3)


patchify(torch.rand(2, 3, 100, 100))
