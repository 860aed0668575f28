import torch, torch.nn as nn
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.ones([64]))
target = torch.ones([10, 64], dtype=torch.float32)
output = torch.full([10, 65], 1.5)
criterion(output, target)
