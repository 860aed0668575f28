import torch, torch.nn as nn
class ResnetBlock(nn.Module):
    def __init__(self, dim, padding_type='reflect'):
        super().__init__()
        p = 0
        conv_block = []
        if padding_type == 'reflect':
            conv_block += [nn.ReflectionPad2d(1)]
        elif padding_type == 'zero':
            p = 1
        conv_block += [nn.Conv2d(dim, dim, 3, padding=p), nn.InstanceNorm2d(dim), nn.ReLU(True)]
        self.conv_block = nn.Sequential(*conv_block)
    def forward(self, x):
        return x + self.conv_block(x)
class Gen(nn.Module):
    def __init__(self, ngf=8, n_down=4, n_blocks=2):
        super().__init__()
        m = [nn.ReflectionPad2d(3), nn.Conv2d(3, ngf, 7), nn.ReLU(True)]
        for i in range(n_down):
            m += [nn.Conv2d(ngf * 2 ** i, ngf * 2 ** (i + 1), 3, 2, 1)]
        for i in range(n_blocks):
            m += [ResnetBlock(ngf * 2 ** n_down)]
        self.model = nn.Sequential(*m)
    def forward(self, input):
        return self.model(input)
Gen(n_down=5)(torch.randn(1, 3, 32, 32))
