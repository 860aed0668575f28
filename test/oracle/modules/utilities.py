"""nn.init, nn.utils, deepcopy, packed sequences, lazy layers."""
import copy
from torch.nn import init
from torch.nn.utils import weight_norm, spectral_norm, parameters_to_vector, clip_grad_norm_
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence
import torch.nn.utils.rnn as rnn_utils

w = weight_norm(nn.Conv1d(3, 4, 3))
w_out = w(torch.zeros(1, 3, 8))
w_state = w.state_dict()
w_dim = weight_norm(nn.Linear(3, 4), dim=None).state_dict()
nn.utils.remove_weight_norm(w)
w_removed = w.state_dict()
s = spectral_norm(nn.Linear(3, 4))
s_state = s.state_dict()
s_out = s(torch.zeros(2, 3))
st = spectral_norm(nn.ConvTranspose2d(3, 4, 2)).state_dict()
p = nn.utils.parametrizations.spectral_norm(nn.Conv2d(3, 4, 3))
p_state = p.state_dict()
p_kind = type(p).__name__
p_out = p(torch.zeros(1, 3, 8, 8))
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Sequential(nn.Linear(3, 4)))
vector = parameters_to_vector(net.parameters())
seen = []


def init_weights(m):
    seen.append(type(m).__name__)
    if isinstance(m, nn.Conv2d):
        nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu')
        if m.bias is not None:
            nn.init.constant_(m.bias, 0)
    elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
        nn.init.ones_(m.weight)


same = net.apply(init_weights)
copied = copy.deepcopy(net)
shared = [copied[0].weight is net[0].weight, copied[0] is net[0]]
copied_state = copied.state_dict()
fans = init._calculate_fan_in_and_fan_out(net[0].weight)
given = init.xavier_uniform_(torch.zeros(3, 5))
gain = init.calculate_gain('relu')
lens = torch.tensor([5, 3])
lstm = nn.LSTM(3, 4, batch_first=True)
packed, (h, c) = lstm(pack_padded_sequence(torch.zeros(2, 5, 3), lens, batch_first=True))
data = packed.data
unpacked, lengths = pad_packed_sequence(packed, batch_first=True)
padded = pad_sequence([torch.zeros(3, 2), torch.zeros(5, 2)])
padded_first = rnn_utils.pad_sequence([torch.zeros(3, 2), torch.zeros(5, 2)], batch_first=True)
embedding = nn.Embedding.from_pretrained(torch.zeros(10, 4))
embedded = embedding(torch.zeros(3, dtype=torch.long))
trains = embedding.weight.requires_grad
sync = nn.SyncBatchNorm.convert_sync_batchnorm(nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4)))
sync_kind = type(sync[1]).__name__
sync_state = sync.state_dict()
mask = nn.Transformer(8, 2).generate_square_subsequent_mask(5)
quant = torch.nn.quantized.FloatFunctional()
added = quant.add(torch.zeros(2, 3), torch.zeros(3))
joined = quant.cat([torch.zeros(2, 3), torch.zeros(2, 4)], dim=1)
lazy = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(7))
before = [type(m).__name__ for m in lazy]
lazy_out = lazy(torch.zeros(2, 3, 8, 8))
after = [type(m).__name__ for m in lazy]
lazy_state = lazy.state_dict()
sizes = [lazy[0].in_channels, lazy[4].in_features, lazy[1].num_features]
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2, norm=nn.LayerNorm(8))
encoder_state = encoder.state_dict()
encoder_names = [n for n, _ in encoder.named_modules()]
transformer_names = [n for n, _ in nn.Transformer(8, 2, 1, 1, 16).named_modules()]
activated = [n for n, _ in nn.TransformerDecoderLayer(8, 2, 16, activation=nn.GELU()).named_modules()]
adaptive = nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]).state_dict()
weighted = nn.CrossEntropyLoss(weight=torch.ones(3)).state_dict()
