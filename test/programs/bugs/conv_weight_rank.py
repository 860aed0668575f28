import torch
import torch.nn.functional as F

sobel = torch.tensor([[1., 0., -1.], [2., 0., -2.], [1., 0., -1.]])
edges = F.conv2d(torch.rand(1, 1, 8, 8), sobel)
