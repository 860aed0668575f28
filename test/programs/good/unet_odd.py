import torch, torch.nn as nn, torch.nn.functional as F
def block(i, o): return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(True))
class UNet(nn.Module):
    def __init__(self, chans=(8, 16, 32)):
        super().__init__()
        self.downs = nn.ModuleList(); self.ups = nn.ModuleList()
        c = 3
        for ch in chans:
            self.downs.append(block(c, ch)); c = ch
        self.bottleneck = block(c, c * 2)
        for ch in reversed(chans):
            self.ups.append(nn.ConvTranspose2d(ch * 2, ch, 2, 2))
            self.ups.append(block(ch * 2, ch))
        self.final = nn.Conv2d(chans[0], 1, 1)
    def forward(self, x):
        skips = []
        for d in self.downs:
            x = d(x); skips.append(x); x = F.max_pool2d(x, 2)
        x = self.bottleneck(x)
        skips = skips[::-1]
        for i in range(0, len(self.ups), 2):
            x = self.ups[i](x)
            s = skips[i // 2]
            if x.shape != s.shape:
                x = F.interpolate(x, size=s.shape[2:], mode='bilinear', align_corners=False)
            x = self.ups[i + 1](torch.cat((s, x), dim=1))
        return self.final(x)
if __name__ == '__main__':
    m = UNet()
    for size in (32, 33, 45):
        y = m(torch.randn(1, 3, size, size + 1))
        assert y.shape[-2:] == (size, size + 1)
