import torch
import torch.nn as nn

def make_layers(spec, in_ch=3):
    layers = []
    for s in spec:
        if s == 'P':
            layers += [nn.MaxPool3d(2, 2)]
        else:
            layers += [nn.Conv3d(in_ch, s, 3, padding=(0, 1, 1)), nn.ReLU(inplace=True)]
            in_ch = s
    return nn.Sequential(*layers)

features = make_layers([8, 'P', 16, 'P', 32])
clip = torch.zeros((1, 3, 8, 56, 56))
out = features(clip)
