import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

lstm = nn.LSTM(5, 6, bidirectional=True, batch_first=True, num_layers=2)
x, lengths = torch.rand(3, 8, 5), torch.tensor([8, 5, 2])
packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
out, (h, c) = lstm(packed)
seq, n = pad_packed_sequence(out, batch_first=True)
last = torch.cat((h[-2], h[-1]), dim=1)
assert last.shape == (3, 12)
