import torch
import torch.nn.functional as F
pred = torch.randn(8, 3, 64, 64, requires_grad=True)
target = torch.randn(8, 3, 32, 32)
loss = F.mse_loss(pred, target)
