import torch
from torch import nn
import torch.nn.functional as F

logits = torch.rand(4, 10)
y = torch.randint(0, 10, (4,))
l1 = F.cross_entropy(logits, y, label_smoothing=0.1)
l2 = F.cross_entropy(logits, F.one_hot(y, 10).float())
l3 = F.nll_loss(F.log_softmax(torch.rand(2, 5, 8, 8), 1), torch.randint(0, 5, (2, 8, 8)), ignore_index=255)
l4 = nn.BCEWithLogitsLoss(pos_weight=torch.ones(10))(logits, torch.rand(4, 10))
l5 = nn.SmoothL1Loss()(torch.rand(4, 4), torch.rand(4, 4))
l6 = nn.KLDivLoss(reduction='batchmean')(F.log_softmax(logits, 1), F.softmax(logits, 1))
l7 = nn.CTCLoss()(torch.rand(50, 4, 20).log_softmax(2), torch.randint(1, 20, (4, 10)), torch.full((4,), 50), torch.full((4,), 10))
l8 = nn.CosineEmbeddingLoss()(torch.rand(4, 8), torch.rand(4, 8), torch.ones(4))
l9 = nn.TripletMarginLoss()(torch.rand(4, 8), torch.rand(4, 8), torch.rand(4, 8))
l10 = nn.MarginRankingLoss()(torch.rand(4), torch.rand(4), torch.ones(4))
l11 = nn.CrossEntropyLoss(weight=torch.ones(10), reduction='none')(logits, y).mean()
l12 = F.cross_entropy(logits[0], y[0])
total = sum([l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12])
