import torch, torch.nn as nn
class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 16, 8, 4)
        self.fc = nn.Linear(16, 2)
    def forward(self, obs):
        h = torch.relu(self.conv(obs))
        return self.fc(h.mean((-1, -2)))
policy = Policy()
state = torch.zeros(84, 84)
action = policy(state).argmax()
