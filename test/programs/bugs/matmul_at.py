import numpy as np
import torch

n_in, n_h, n_out, batch = 10, 15, 1, 8
w1 = torch.randn(n_in, n_h, requires_grad=True)
w2 = torch.randn(n_out, n_h, requires_grad=True)
x = torch.from_numpy(np.random.randn(batch, n_in).astype(np.float32))
for step in range(10):
    h = (x @ w1).clamp(min=0)
    y = h @ w2
    loss = (y ** 2).sum()
    loss.backward()
