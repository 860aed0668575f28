import torch
import torch.nn.functional as F


def forward(x, params):
    for i in range(0, len(params), 2):
        x = F.linear(x, params[i], params[i + 1])
        if i < len(params) - 2:
            x = F.relu(x)
    return x


sizes = [10, 20, 5]
params = []
for a, b in zip(sizes, sizes[1:]):
    params += [torch.randn(b, a), torch.zeros(a)]
forward(torch.rand(3, 10), params)
