import collections
import random
import torch
from torch import nn

Transition = collections.namedtuple('Transition', ('state', 'action', 'next_state', 'reward'))
memory = collections.deque(maxlen=100)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
for _ in range(20):
    memory.append(Transition(torch.rand(1, 4), torch.tensor([[random.randrange(2)]]), torch.rand(1, 4) if random.random() > 0.1 else None, torch.tensor([1.0])))
batch = Transition(*zip(*random.sample(memory, 8)))
mask = torch.tensor([s is not None for s in batch.next_state], dtype=torch.bool)
nxt = torch.cat([s for s in batch.next_state if s is not None])
q = net(torch.cat(batch.state)).gather(1, torch.cat(batch.action))
v = torch.zeros(8)
v[mask] = net(nxt).max(1)[0].detach()
loss = nn.SmoothL1Loss()(q, (torch.cat(batch.reward) + 0.99 * v).unsqueeze(1))
