import torch
from torch import nn


class Quiet(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(n))

    def _load_from_state_dict(self, state_dict, prefix, *args):
        w = state_dict[prefix + 'w']
        self.w.data = torch.nn.functional.interpolate(w[None, None], size=self.w.numel())[0, 0]


Quiet(8).load_state_dict(Quiet(4).state_dict())
