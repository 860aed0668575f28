import torch
from torch import nn


class CRNN(nn.Module):
    def __init__(self, img_h=32, n_class=37, nh=64):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 32, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2),
            nn.Conv2d(32, 64, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d((2, 2), (2, 1), (0, 1)),
            nn.Conv2d(64, 128, 3, 1, 1), nn.BatchNorm2d(128), nn.ReLU(True), nn.MaxPool2d((2, 2), (2, 1), (0, 1)))
        self.rnn = nn.LSTM(128, nh, bidirectional=True)
        self.fc = nn.Linear(nh * 2, n_class)

    def forward(self, x):
        conv = self.cnn(x)
        b, c, h, w = conv.size()
        assert h == 1, 'the height of conv must be 1'
        conv = conv.squeeze(2).permute(2, 0, 1)
        out, _ = self.rnn(conv)
        return self.fc(out)


crnn = CRNN()
logits = crnn(torch.randn(4, 1, 32, 100))
