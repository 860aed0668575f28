import torch
from torch import nn


class CRNN(nn.Module):
    def __init__(self, n_class=37, nh=64):
        super().__init__()
        self.cnn = nn.Sequential(nn.Conv2d(1, 32, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2),
                                 nn.Conv2d(32, 64, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2))
        self.rnn = nn.LSTM(64, nh, batch_first=True)
        self.fc = nn.Linear(nh, n_class)

    def forward(self, x):
        f = self.cnn(x)
        n, c, h, w = f.shape
        seq = f.permute(0, 3, 1, 2).reshape(n, w, c * h)
        out, _ = self.rnn(seq)
        return self.fc(out)


CRNN()(torch.rand(2, 1, 32, 64))
