import torch, torch.nn as nn
class Dec(nn.Module):
    def __init__(self, d=32, h=4, n=2, v=100):
        super().__init__()
        self.emb = nn.Embedding(v, d, padding_idx=0)
        self.layers = nn.TransformerDecoder(nn.TransformerDecoderLayer(d, h, 64, batch_first=True), n)
        self.out = nn.Linear(d, v, bias=False)
        self.out.weight = self.emb.weight
    def forward(self, tgt, mem):
        T = tgt.size(1)
        mask = torch.triu(torch.full((T, T), float('-inf')), diagonal=1)
        pad = tgt == 0
        x = self.layers(self.emb(tgt), mem, tgt_mask=mask, tgt_key_padding_mask=pad)
        return self.out(x)
dec = Dec()
y = dec(torch.randint(1, 100, (2, 9)), torch.randn(2, 5, 32))
sel = y[torch.rand(2, 9) > 0.5]
m = torch.nonzero(y > 0)
z = sel.view(-1, 100)
w = y[y > 0].reshape(-1, 1) @ torch.ones(1, 3)
