import torch
from torch import nn
import torch.nn.functional as F


class LitModel(nn.Module):
    def __init__(self, hparams):
        super().__init__()
        self.hparams = hparams
        self.backbone = nn.Sequential(nn.Conv2d(3, hparams['width'], 3, 2, 1), nn.ReLU(), nn.Conv2d(hparams['width'], 64, 3, 2, 1), nn.ReLU())
        self.head = nn.Linear(64 * 8 * 8, hparams.get('num_classes', 10))

    def forward(self, x):
        return self.head(self.backbone(x).flatten(1))

    def training_step(self, batch, batch_idx):
        x, y = batch
        return F.cross_entropy(self(x), y)

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams['lr'])


class Trainer:
    def __init__(self, max_epochs):
        self.max_epochs = max_epochs

    def fit(self, model, batches):
        opt = model.configure_optimizers()
        for epoch in range(self.max_epochs):
            for i, batch in enumerate(batches):
                loss = model.training_step(batch, i)
                opt.zero_grad()
                loss.backward()
                opt.step()


batches = [(torch.rand(4, 3, 28, 28), torch.randint(0, 10, (4,)))]
Trainer(1).fit(LitModel({'width': 32, 'lr': 1e-3}), batches)
