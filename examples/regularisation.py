"""Regularisation: dropout in the network, weight decay (L2) and sparsity (L1) in the loss."""

import torch
from torch import nn
from torch.nn import functional as F


class Regularised(nn.Module):
    """Dropout of whole feature maps after convolutions, of single units before linear layers."""

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=5)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=5)
        self.drop_maps = nn.Dropout2d(0.1)
        self.hidden = nn.Linear(64 * 4 * 4, 128)
        self.drop_units = nn.Dropout(0.5)
        self.classify = nn.Linear(128, classes)

    def forward(self, digits):
        x = F.max_pool2d(torch.relu(self.conv1(digits)), 2)
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = self.drop_maps(x)
        x = x.flatten(1)
        x = self.drop_units(torch.relu(self.hidden(x)))
        return self.classify(x)


def l1_norm(model):
    """The sum of all absolute weights: its gradient pulls each weight towards zero at the same pace."""
    return sum(parameter.abs().sum() for parameter in model.parameters())


def train_step(model, optimiser, digits, labels, sparsity=1e-5):
    optimiser.zero_grad()
    scores = model(digits)
    loss = F.cross_entropy(scores, labels, label_smoothing=0.1)
    loss = loss + sparsity * l1_norm(model)
    loss.backward()
    optimiser.step()
    return loss


if __name__ == "__main__":
    model = Regularised()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)
    digits = torch.rand(32, 1, 28, 28)
    labels = torch.randint(0, 10, (32,))
    print(train_step(model, optimiser, digits, labels))
