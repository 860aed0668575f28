import torch, torch.nn as nn
class Base(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
class Child(Base):
    def __init__(self, dim):
        self.scale = nn.Parameter(torch.ones(dim))
        super(Child, self).__init__(dim)
Child(3)
