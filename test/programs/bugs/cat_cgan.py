import torch
import torch.nn as nn
class CDisc(nn.Module):
    def __init__(self, n_classes, img_shape):
        super().__init__()
        self.label_embedding = nn.Embedding(n_classes, n_classes)
        self.model = nn.Linear(n_classes + 784, 1)
    def forward(self, img, labels):
        d_in = torch.cat((img.view(img.size(0), -1), self.label_embedding(labels)), -1)
        return self.model(d_in)
d = CDisc(10, (1, 28, 28))
imgs = torch.rand(64, 1, 28, 28)
gen_labels = torch.randint(0, 10, (32,))
d(imgs, gen_labels)
