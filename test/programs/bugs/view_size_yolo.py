import torch
def decode(pred, anchors, num_classes, img=416):
    b, _, h, w = pred.shape
    na = len(anchors)
    pred = pred.view(b, na, num_classes + 5, h, w).permute(0, 1, 3, 4, 2)
    return pred
decode(torch.zeros(1, 255, 13, 13), [(10, 13), (16, 30), (33, 23)], 20)
