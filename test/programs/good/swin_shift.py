import torch, torch.nn as nn, torch.nn.functional as F
def part(x, w):
    B, H, W, C = x.shape
    return x.view(B, H // w, w, W // w, w, C).permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, w, w, C)
def rev(win, w, H, W):
    B = int(win.shape[0] / (H * W / w / w))
    return win.view(B, H // w, W // w, w, w, -1).permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)
class Blk(nn.Module):
    def __init__(self, dim, w=7, s=3):
        super().__init__(); self.w, self.s = w, s; self.qkv = nn.Linear(dim, dim * 3); self.n = nn.LayerNorm(dim); self.h = 4
    def forward(self, x, H, W):
        B, L, C = x.shape
        assert L == H * W
        y = self.n(x).view(B, H, W, C)
        pr, pb = (self.w - W % self.w) % self.w, (self.w - H % self.w) % self.w
        y = F.pad(y, (0, 0, 0, pr, 0, pb)); _, Hp, Wp, _ = y.shape
        if self.s > 0: y = torch.roll(y, (-self.s, -self.s), (1, 2))
        wn = part(y, self.w).view(-1, self.w * self.w, C)
        B_, N, _ = wn.shape
        q, k, v = self.qkv(wn).reshape(B_, N, 3, self.h, C // self.h).permute(2, 0, 3, 1, 4).unbind(0)
        a = (q @ k.transpose(-2, -1)).softmax(-1)
        o = (a @ v).transpose(1, 2).reshape(B_, N, C).view(-1, self.w, self.w, C)
        o = rev(o, self.w, Hp, Wp)
        if self.s > 0: o = torch.roll(o, (self.s, self.s), (1, 2))
        if pr > 0 or pb > 0: o = o[:, :H, :W, :].contiguous()
        return x + o.view(B, H * W, C)
Blk(32)(torch.rand(2, 15 * 17, 32), 15, 17)
