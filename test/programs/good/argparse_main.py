import argparse, os, sys
import torch
import torch.nn as nn
def get_args():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--arch', default='small', choices=['small', 'big'])
    p.add_argument('--widths', nargs='+', type=int, default=[8, 16])
    p.add_argument('--no-bn', dest='bn', action='store_false')
    p.add_argument('--img-size', type=int, default=32)
    p.add_argument('-b', '--batch-size', type=int, default=4)
    p.add_argument('--resume', default='', type=str)
    return p.parse_args()
class Net(nn.Module):
    def __init__(self, args):
        super().__init__()
        c, L = 3, []
        for w in args.widths:
            L.append(nn.Conv2d(c, w, 3, 2, 1, bias=not args.bn))
            if args.bn: L.append(nn.BatchNorm2d(w))
            L.append(nn.ReLU(inplace=True)); c = w
        self.f = nn.Sequential(*L)
        s = args.img_size // 2 ** len(args.widths)
        self.fc = nn.Linear(c * s * s, 10)
    def forward(self, x):
        return self.fc(torch.flatten(self.f(x), start_dim=1))
def main():
    args = get_args()
    net = Net(args)
    if args.resume:
        net.load_state_dict(torch.load(args.resume))
    if args.arch == 'big':
        net = nn.Sequential(net, nn.Linear(11, 2))
    x = torch.randn(args.batch_size, 3, args.img_size, args.img_size)
    print(net(x).shape)
if __name__ == '__main__':
    main()
