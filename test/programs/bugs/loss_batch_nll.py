import torch, torch.nn.functional as F
logp = F.log_softmax(torch.randn(5, 12, 30), dim=-1)
tgt = torch.zeros(5, 12, dtype=torch.long)
loss = F.nll_loss(logp.view(-1, 30), tgt[:, :-1].reshape(-1))
