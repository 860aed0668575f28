/** Valid programs of many kinds, which tests damage, retype and cut. */
export const snippets: readonly string[] = [
  `import torch
from torch import nn


class Block(nn.Module):
    """Two convolutions and a shortcut."""

    expansion: int = 1

    def __init__(self, in_channels, out_channels, *, stride=1, norm=None):
        super().__init__()
        if norm is None:
            norm = nn.BatchNorm2d
        elif norm == 'none':
            raise ValueError(f"no norm: {norm!r}")
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.layers = nn.Sequential(
            norm(out_channels),
            nn.ReLU(inplace=True),
        )
        self.scale = 1.e-5 if stride > 1 else 2.

    @torch.no_grad()
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        identity = x
        out = self.layers(self.conv1(x))
        for i, layer in enumerate(self.layers):
            out = layer(out[:, i:i + 1, ...])
        return out + identity


if __name__ == '__main__':
    net = Block(3, 64)
    print(net(torch.randn(1, 3, 32, 32)).shape)
`,
  `%matplotlib inline
import numpy as np, os.path as path
!pip install torch

CONFIG = {
    'sizes': [64, 128],
    "names": ("a", "b"),
    **extra,
}
total = sum(x ** 2 for x in CONFIG['sizes'] if x % 2 == 0)
first, *rest = sorted(CONFIG.items(), key=lambda item: item[1])

# read it all
with open(path.join('a', 'b')) as f, lock:
    text = f.read()
try:
    value = int(text)
except (ValueError, TypeError) as error:
    value = None
else:
    value += 1
finally:
    del text


@decorator
async def fetch(url, *args, timeout: float = 1.0, **kwargs):
    async with session.get(url) as response:
        while not response.done:
            await response.next()
    return [line async for line in response]


def numbers():
    yield 1
    yield from (2, 3)
    match command:
        case [x, y] if x > y:
            return x
        case Point(x=0):
            pass
`,
  `def outer(a, b=(1, 2)):
    """Long

    text."""
    def inner(c):
        nonlocal a
        a = c; b[0] = c
        return a
    x = """{
    not code (
    """ % (a,
           b)
    assert x, "message"
    return inner if a and not b else \\
        outer
class Empty: pass
y = not Empty() in [1, 2] or -3 ** 2 < 4 <= 5
`,
];
