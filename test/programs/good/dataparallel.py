import torch, torch.nn as nn
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten())
net = nn.DataParallel(net)
y = net(torch.rand(2, 3, 6, 6))
inner = net.module
w = inner[0].weight.shape
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
if torch.cuda.device_count() > 1:
    net = nn.DataParallel(net)
net.to(device)
torch.nn.Linear(64, 2)(y)
