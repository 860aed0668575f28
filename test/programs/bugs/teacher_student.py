import torch
from torch import nn
import torch.nn.functional as F

teacher = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 10))
student = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 5))
x = torch.rand(8, 20)
T = 4.0
with torch.no_grad():
    soft = F.softmax(teacher(x) / T, dim=1)
loss = F.kl_div(F.log_softmax(student(x) / T, dim=1), soft, reduction='batchmean') * T * T
