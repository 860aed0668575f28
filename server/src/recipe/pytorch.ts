/** The same recipe as a PyTorch script: for those who outgrow one machine, and to compare with. */
import type { Recipe } from './declaration';
import { dataPart, needsTorchvision, readsPictures, text } from './pytorchData';
import { loop } from './pytorchLoop';
import { lossPart } from './pytorchTargets';
import { augmentation } from './pytorchVaried';

export interface ScriptOptions {
  /** Of the recipe's file, for the header. */
  readonly recipeName: string;
  /** Of the script's own. */
  readonly scriptName: string;
  /** Folder for weights and metrics, from where the script lies. */
  readonly runFolder: string;
}

/** Why there can be no script; undefined: there can. */
export const scriptHindrance = ({ file, model }: Recipe): string | undefined =>
  /\.ipynb$/i.test(file)
    ? `${model} stands in the notebook ${file}, which a script cannot import: move its classes into a .py file, and name that as "file" in the recipe`
    : undefined;

/** It lies beside the recipe. */
export function pytorchScript(recipe: Recipe, options: ScriptOptions): string {
  const parts = [
    header(recipe, options),
    imports(recipe),
    setup(recipe, options),
    dataPart(recipe),
    split(recipe),
    augmentation(recipe),
    modelPart(recipe),
    lossPart(recipe),
    optimiserPart(recipe),
    loop(recipe),
  ];
  return `${parts
    .map((part) => part.trim())
    .join('\n\n\n')
    .replace(/\n{4,}/g, '\n\n\n')}\n`;
}

const python = (flag: boolean): string => (flag ? 'True' : 'False');

function header({ model, file }: Recipe, { recipeName, scriptName }: ScriptOptions): string {
  return `"""Trains ${model} of ${file} as ${recipeName} says. Made by Convscope; change it as you like.

    python ${scriptName}
    torchrun --nproc_per_node 2 ${scriptName}    (DistributedDataParallel: here with 2 processes)
    torchrun --nnodes 2 --nproc_per_node 8 --rdzv_backend c10d --rdzv_endpoint HOST:29500 ${scriptName}    (on each node)

It imports ${file}, which runs what stands there outside functions.
"""`;
}

function imports(recipe: Recipe): string {
  const isOwn = recipe.data.name === 'numpy' || readsPictures(recipe);
  return `import base64${recipe.data.name === 'csv' ? '\nimport csv' : ''}
import importlib.util
import json
import math
import os${isOwn ? '\nimport pathlib' : ''}
import signal
import sys
import time

import numpy
import torch
import torch.nn.functional as F
import torch.utils.data${needsTorchvision(recipe) ? '\nimport torchvision' : ''}${readsPictures(recipe) ? '\nfrom PIL import Image' : ''}`;
}

function setup({ seed }: Recipe, { runFolder }: ScriptOptions): string {
  return `os.chdir(os.path.dirname(os.path.abspath(__file__)))
RUN = ${text(runFolder)}
distributed = 'RANK' in os.environ
rank, world = int(os.environ.get('RANK', 0)), int(os.environ.get('WORLD_SIZE', 1))
if distributed:
    torch.distributed.init_process_group('nccl' if torch.cuda.is_available() else 'gloo')
device = torch.device(f'cuda:{os.environ.get("LOCAL_RANK", 0)}' if torch.cuda.is_available() else 'cpu')
if device.type == 'cuda':
    torch.cuda.set_device(device)
torch.manual_seed(${seed})
os.makedirs(RUN, exist_ok=True)


def interrupt(*_):
    raise KeyboardInterrupt


for name in ('SIGTERM', 'SIGHUP'):  # when its terminal is closed or the run is stopped in the panel
    if hasattr(signal, name):
        signal.signal(getattr(signal, name), interrupt)
metrics = open(os.path.join(RUN, 'metrics.jsonl'), 'w') if rank == 0 else None


def tell(event):
    """One line of the run's metrics, which Convscope's panel follows."""
    if metrics:
        metrics.write(json.dumps(event) + '\\n')
        metrics.flush()`;
}

function split({ data, normalise, seed }: Recipe): string {
  const share = typeof data.validation === 'number' ? data.validation : 0.2;
  const held = `order = torch.randperm(len(train_set), generator=torch.Generator().manual_seed(${seed})).tolist()
held = round(len(train_set) * ${share})
train_set, validation_set = (torch.utils.data.Subset(train_set, part) for part in (order[held:], order[:held]))`;
  const validation =
    typeof data.validation === 'number'
      ? held
      : `validation_set = test_set
if validation_set is None:
${held.replace(/^/gm, '    ')}`;
  if (normalise.off) return `${validation}\nmean, std = torch.zeros(1), torch.ones(1)`;
  const scale =
    normalise.mean === undefined || normalise.std === undefined
      ? `

def scale_of(images):
    """Mean and deviation of each channel, over up to 10,000 images."""
    count = min(10000, len(images))
    sums = squares = 0
    for i in range(count):
        pixels = images[i * len(images) // count][0].double()
        sums, squares = sums + pixels.mean((1, 2)), squares + (pixels ** 2).mean((1, 2))
    deviation = (squares / count - (sums / count) ** 2).clamp(min=0).sqrt()
    return sums.float() / count, torch.where(deviation < 1e-6, 1.0, deviation).float()


mean, std = scale_of(train_set)`
      : `mean, std = torch.tensor([${normalise.mean.join(', ')}]), torch.tensor([${normalise.std.join(', ')}])`;
  return `${validation}\n${scale}
mean, std = mean.view(-1, 1, 1).to(device), std.view(-1, 1, 1).to(device)`;
}

function modelPart({ file, model, weights, freeze, batch_size, drop_last, seed }: Recipe): string {
  const load = weights === undefined ? '' : `\n${loadPart(weights)}`;
  const frozen =
    freeze.length === 0
      ? ''
      : `\nimport fnmatch
for name, parameter in model.named_parameters():
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in ${JSON.stringify(freeze)}):
        parameter.requires_grad_(False)`;
  return `sys.path.insert(0, os.path.dirname(os.path.abspath(${text(file)})))
spec = importlib.util.spec_from_file_location('model_file', ${text(file)})
module = importlib.util.module_from_spec(spec)
sys.modules['model_file'] = module
spec.loader.exec_module(module)
model = eval(${text(model)}, vars(module)).to(device)${load}${frozen}
net = torch.nn.parallel.DistributedDataParallel(
    model, device_ids=[device.index] if device.type == 'cuda' else None) if distributed else model
torch.manual_seed(${seed} + rank)  # the same weights, but variations and dropout of its own for each process
sampler = torch.utils.data.DistributedSampler(Varied(), world, rank, seed=${seed}) if distributed else None
train_loader = torch.utils.data.DataLoader(
    Varied(), ${batch_size}, shuffle=sampler is None, sampler=sampler, drop_last=${python(drop_last)})
validation_loader = torch.utils.data.DataLoader(validation_set, ${batch_size})`;
}

const loadPart = (weights: string): string =>
  weights.endsWith('.safetensors')
    ? `from safetensors.torch import load_file
model.load_state_dict(load_file(${text(weights)}))`
    : `model.load_state_dict(torch.load(${text(weights)}, map_location=device))`;

function optimiserPart({ optimizer: o, schedule: s, epochs }: Recipe): string {
  const make = {
    sgd: `SGD(trained, ${o.lr}, momentum=${o.momentum}, nesterov=${python(o.nesterov)}, weight_decay=${o.weight_decay})`,
    adam: `Adam(trained, ${o.lr}, (${o.beta1}, ${o.beta2}), ${o.eps}, weight_decay=${o.weight_decay})`,
    adamw: `AdamW(trained, ${o.lr}, (${o.beta1}, ${o.beta2}), ${o.eps}, weight_decay=${o.weight_decay})`,
    rmsprop: `RMSprop(trained, ${o.lr}, alpha=${o.alpha}, eps=${o.eps}, weight_decay=${o.weight_decay})`,
  }[o.name];
  const rate = {
    constant: `${o.lr}`,
    step: `${o.lr} * ${s.gamma} ** (int(step / steps) // ${s.step_size})`,
    multi_step: `${o.lr} * ${s.gamma} ** sum(step >= epoch * steps for epoch in [${(s.milestones ?? []).join(', ')}])`,
    cosine: `${s.min_lr} + (${o.lr} - ${s.min_lr}) * (1 + math.cos(math.pi * min(1, max(0, (step - warm) / max(1, total - warm))))) / 2`,
    one_cycle: `one_cycle(step)`,
    plateau: `max(${s.min_lr}, ${o.lr} * plateau['factor'])`,
  }[s.name];
  const oneCycle =
    s.name === 'one_cycle'
      ? `def one_cycle(step):
    first, peak = ${o.lr} / 25, 0.3 * total - 1
    half = lambda share: (1 + math.cos(math.pi * share)) / 2
    if step <= peak:
        return first + (${o.lr} - first) * (1 - half(step / peak))
    return first / 1e4 + (${o.lr} - first / 1e4) * half(min(1, (step - peak) / max(1, total - 1 - peak)))


`
      : '';
  return `trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.${make}
steps = len(train_loader)
total, warm = ${epochs} * steps, ${s.warmup_epochs} * steps
plateau = {'best': math.inf, 'waited': 0, 'factor': 1.0}


${oneCycle}def rate(step):
    return ${rate}${s.warmup_epochs > 0 ? ` if step >= warm else (step + 1) / warm * (${rate})` : ''}`;
}
