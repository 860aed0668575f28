import torch, torch.nn as nn
class MyConv(nn.Conv2d):
    def __init__(self, *args, **kwargs):
        self.extra = kwargs.pop('extra', None)
        super().__init__(*args, **kwargs)
m = MyConv(3, 4, 3, extra=1, padding=1)
cfg = {'in_features': 3, 'out_features': 4}
l = nn.Linear(**cfg)
try:
    c = nn.Conv2d(3, 4, 3, wrong=1)
except TypeError:
    c = nn.Conv2d(3, 4, 3)
import inspect
def build(cls, **kw):
    ok = inspect.signature(cls.__init__).parameters
    return cls(**{k: v for k, v in kw.items() if k in ok})
b = build(nn.Dropout, p=0.1, foo=2)
