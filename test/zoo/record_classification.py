"""What PyTorch makes of one image by every classification model of torchvision, with weights that values.ts makes too: `record_classification.py [TEXT]`."""
import json
import os
import re
import sys

import torch
import torchvision

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../oracle/training'))
import record

torch.set_default_dtype(torch.float32)
torch.set_num_threads(1)
only = sys.argv[1] if len(sys.argv) > 1 else ''


def size_of(name):
    """The least that each family takes, so that all of them are quick."""
    if re.match('vit|maxvit', name):
        return 224
    return 139 if name.startswith('inception') else 96


for name in torchvision.models.list_models(module=torchvision.models):
    if only not in name:
        continue
    options = {'init_weights': False} if name in ('googlenet', 'inception_v3') else {}
    model = getattr(torchvision.models, name)(weights=None, **options).eval()
    with torch.no_grad():
        for key, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if tensor.dtype.is_floating_point:
                tensor.copy_(record.held(key, tensor).float())
        shape = [1, 3, size_of(name), size_of(name)]
        size = shape[1] * shape[2] * shape[3]
        image = torch.from_numpy(record.signed('input 0', size)).float().reshape(shape)
        output = model(image)
    print(json.dumps({'name': name, 'model': f'{name}({", ".join(f"{k}={v}" for k, v in options.items())})', 'module': getattr(torchvision.models, name).__module__,
                      'size': shape[-1], 'print': record.printed('output 0', output), 'largest': int(output.argmax())}), flush=True)
    del model
