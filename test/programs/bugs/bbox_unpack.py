import torch


def iou(a, b):
    x1, y1, x2, y2 = a.unbind(1)
    area = (x2 - x1) * (y2 - y1)
    lt = torch.max(a[:, None, :2], b[:, :2])
    rb = torch.min(a[:, None, 2:], b[:, 2:])
    wh = (rb - lt).clamp(min=0)
    return wh[:, :, 0] * wh[:, :, 1] / area


iou(torch.rand(5, 4), torch.rand(3, 4))
