import torch
from torch import nn

q_net = nn.Linear(4, 2)
states, actions = torch.rand(32, 4), torch.randint(0, 2, (32,))
q = q_net(states).gather(1, actions)
