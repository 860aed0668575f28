import torch
import torch.nn.functional as F

logits = torch.randn(50, 16, 20)
loss = F.nll_loss(F.log_softmax(logits, dim=2), torch.randint(0, 20, (16, 50)))
