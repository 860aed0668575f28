import torch, torch.nn as nn
criterion = nn.CrossEntropyLoss(ignore_index=255)
model = nn.Conv2d(3, 21, 1)
img = torch.rand(2, 3, 64, 64)
mask = torch.randint(0, 21, (2, 1, 64, 64))
loss = criterion(model(img), mask)
