import torch
A = torch.rand(4, 5)
B = torch.rand(5, 6)
C = torch.einsum('ij,jk->ik', A, B)
D = torch.einsum('bij,bjk->bik', A, B)
