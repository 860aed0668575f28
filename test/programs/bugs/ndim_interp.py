import torch
import torch.nn.functional as F
feat = torch.randn(64, 32, 32)
up = F.interpolate(feat, scale_factor=2, mode='bilinear', align_corners=False)
