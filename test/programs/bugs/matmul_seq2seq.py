import torch
import torch.nn as nn
class Attention(nn.Module):
    def __init__(self, enc_hid, dec_hid):
        super().__init__()
        self.attn = nn.Linear(enc_hid * 2 + dec_hid, dec_hid)
        self.v = nn.Linear(dec_hid, 1, bias=False)
    def forward(self, hidden, enc_out):
        src_len = enc_out.shape[0]
        hidden = hidden.unsqueeze(1).repeat(1, src_len, 1)
        enc_out = enc_out.permute(1, 0, 2)
        e = torch.tanh(self.attn(torch.cat((hidden, enc_out), dim=2)))
        return torch.softmax(self.v(e).squeeze(2), dim=1)
enc = nn.GRU(16, 32)
outs, h = enc(torch.randn(11, 4, 16))
a = Attention(32, 32)(h[-1], outs)
