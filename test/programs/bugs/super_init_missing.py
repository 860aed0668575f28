import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 4)
        super().__init__()
Net()
