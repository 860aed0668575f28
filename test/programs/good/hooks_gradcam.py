import torch
from torch import nn
import torch.nn.functional as F


class GradCAM:
    def __init__(self, model, layer):
        self.model, self.acts, self.grads = model, None, None
        layer.register_forward_hook(self.save)
        layer.register_full_backward_hook(self.save_grad)

    def save(self, module, inp, out):
        self.acts = out

    def save_grad(self, module, gi, go):
        self.grads = go[0]

    def __call__(self, x, idx=None):
        logits = self.model(x)
        idx = logits.argmax(1) if idx is None else idx
        logits[torch.arange(x.size(0)), idx].sum().backward()
        w = self.grads.mean(dim=(2, 3), keepdim=True)
        cam = F.relu((w * self.acts).sum(1, keepdim=True))
        return F.interpolate(cam, x.shape[2:], mode='bilinear', align_corners=False)


net = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.ReLU(), nn.Conv2d(8, 8, 3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4))
GradCAM(net, net[2])(torch.rand(2, 3, 32, 32))
