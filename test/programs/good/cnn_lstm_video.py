import torch
from torch import nn


class CNNLSTM(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.ReLU(), nn.AdaptiveAvgPool2d((2, 2)))
        self.rnn = nn.LSTM(8 * 2 * 2, 16, batch_first=True)
        self.fc = nn.Linear(16, classes)

    def forward(self, clip):
        b, t, c, h, w = clip.shape
        f = self.cnn(clip.view(b * t, c, h, w))
        out, (hn, _) = self.rnn(f.view(b, t, -1))
        return self.fc(hn[-1])


CNNLSTM()(torch.rand(2, 6, 3, 20, 24))
