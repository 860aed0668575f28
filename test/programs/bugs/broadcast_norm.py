import torch
mean = torch.tensor([0.485, 0.456, 0.406])
std = torch.tensor([0.229, 0.224, 0.225])
img = torch.rand(3, 64, 60)
img = (img - mean) / std
