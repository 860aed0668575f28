import torch
from torch.nn.utils.rnn import pad_sequence

seqs = [torch.rand(n, 5) for n in (3, 7, 2)]
padded = pad_sequence(seqs, batch_first=True)
batch = torch.stack(seqs)
