import torch
import torch.nn.functional as F

a, b = torch.rand(8, 128), torch.rand(10, 128)
sim = F.cosine_similarity(a, b)
