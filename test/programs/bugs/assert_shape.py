import torch, torch.nn as nn
class PatchEmbed(nn.Module):
    def __init__(self, img_size=224, patch=16):
        super().__init__()
        self.img_size = (img_size, img_size)
        self.proj = nn.Conv2d(3, 8, patch, patch)
    def forward(self, x):
        B, C, H, W = x.shape
        assert H == self.img_size[0] and W == self.img_size[1], \
            f"Input image size ({H}*{W}) doesn't match model ({self.img_size[0]}*{self.img_size[1]})."
        return self.proj(x)
PatchEmbed()(torch.zeros(1, 3, 256, 256))
