import torch, torch.nn as nn, torch.nn.functional as F
import math
class Same(nn.Conv2d):
    def forward(self, x):
        ih, iw = x.shape[-2:]
        kh, kw = self.weight.shape[-2:]
        sh, sw = self.stride
        oh, ow = math.ceil(ih / sh), math.ceil(iw / sw)
        ph = max((oh - 1) * sh + (kh - 1) * self.dilation[0] + 1 - ih, 0)
        pw = max((ow - 1) * sw + (kw - 1) * self.dilation[1] + 1 - iw, 0)
        if ph > 0 or pw > 0:
            x = F.pad(x, [pw // 2, pw - pw // 2, ph // 2, ph - ph // 2])
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
net = nn.Sequential(Same(3, 8, 3, 2), Same(8, 8, 5, 2, groups=8), Same(8, 16, 1))
out = net(torch.randn(1, 3, 37, 50))
assert out.shape == (1, 16, 10, 13)
