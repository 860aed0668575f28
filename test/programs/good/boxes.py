import torch
def nms_like(boxes, scores, thr=0.5):
    keep = []
    order = scores.argsort(descending=True)
    while order.numel() > 0:
        i = order[0]
        keep.append(i.item())
        if order.numel() == 1:
            break
        rest = boxes[order[1:]]
        xx1 = torch.maximum(boxes[i, 0], rest[:, 0]); yy1 = torch.maximum(boxes[i, 1], rest[:, 1])
        xx2 = torch.minimum(boxes[i, 2], rest[:, 2]); yy2 = torch.minimum(boxes[i, 3], rest[:, 3])
        inter = (xx2 - xx1).clamp(min=0) * (yy2 - yy1).clamp(min=0)
        area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        iou = inter / (area[i] + area[order[1:]] - inter)
        order = order[1:][iou <= thr]
    return torch.tensor(keep, dtype=torch.long)
b = torch.rand(10, 4); b[:, 2:] += b[:, :2]
k = nms_like(b, torch.rand(10))
sel = b[k]
w = sel @ torch.rand(4, 2)
