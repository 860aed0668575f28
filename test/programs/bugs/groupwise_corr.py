import torch


def cost_volume(left, right, maxdisp, groups):
    b, c, h, w = left.shape
    volume = left.new_zeros(b, groups, maxdisp, h, w)
    for i in range(maxdisp):
        if i > 0:
            corr = (left[:, :, :, i:] * right[:, :, :, :-i]).view(b, groups, c // groups, h, w).mean(2)
            volume[:, :, i, :, i:] = corr
        else:
            volume[:, :, i] = (left * right).view(b, groups, c // groups, h, w).mean(2)
    return volume


cost_volume(torch.rand(1, 8, 4, 12), torch.rand(1, 8, 4, 12), 3, 4)
