import numpy as np
import torch
from torch import nn

img = np.random.rand(32, 48, 3).astype(np.float32)
x = torch.from_numpy(img.transpose(2, 0, 1)).unsqueeze(0)
y = nn.Conv2d(3, 4, 3)(x)
batch = torch.stack([torch.from_numpy(np.ascontiguousarray(img[:, ::-1])).permute(2, 0, 1) for _ in range(4)])
z = nn.functional.interpolate(batch, size=(16, 16))
w = torch.tensor(np.array([img, img])).permute(0, 3, 1, 2)
assert nn.Conv2d(3, 4, 1)(w).shape == (2, 4, 32, 48)
