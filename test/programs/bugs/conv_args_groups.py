import torch.nn as nn
def dwconv(inp, oup, kernel_size=3, stride=1):
    return nn.Conv2d(inp, oup, kernel_size, stride, kernel_size // 2, groups=inp, bias=False)

class Ghost(nn.Module):
    def __init__(self, inp, oup, ratio=2):
        super(Ghost, self).__init__()
        init = oup // ratio
        self.primary = nn.Conv2d(inp, init, 1)
        self.cheap = dwconv(init, oup - init)

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.a = Ghost(16, 32)
        self.b = Ghost(32, 65)

net = Net()
