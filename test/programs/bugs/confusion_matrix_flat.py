import torch

preds = torch.randint(0, 5, (100,))
target = torch.randint(0, 5, (4, 25))
correct = (preds == target).sum()
