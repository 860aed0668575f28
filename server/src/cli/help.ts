export const HELP = `Convscope reads PyTorch code without running it.

  convscope summary FILE [--model EXPR] [--input SHAPE ...] [--root DIR ...] [--train] [--depth N] [--format text|json]
      Sizes, parameters, multiply-adds and memory of a model.
      EXPR    a Python expression in the file's own scope: resnet18(), Net(num_classes=10); default: every model
      SHAPE   1x3x224x224, Bx3xHxW (symbols), 1x10:long, [3x320x320,3x240x320], None; several for several inputs
      --root  further import roots; --train reads the model in training mode

  convscope diagram FILE --out net.svg|net.png|net.pdf|net.tex [--model EXPR] [--input SHAPE ...] [--root DIR ...] [--train]
                    [--view graph|volume] [--fold N|none] [--theme print|light|dark|contrast]
      A picture of a model: SVG, PNG, PDF, or LaTeX with TikZ. The graph has every layer, folded so that about N (40) cards
      are seen; the volume view has blocks as large as what each step gives.

  convscope check PATH... [--format text|json|sarif|github] [--select CODES] [--ignore CODES] [--root DIR ...]
      What PyTorch would refuse, what runs and is wrong, and what could be designed better, in files, folders and
      notebooks. CODES are codes, names or beginnings of codes: CS104,checkerboard,CS2. Errors and warnings fail the
      check, hints do not. [tool.convscope] in pyproject.toml has select, ignore and severity.

  convscope train RECIPE [--mode train|overfit|lr] [--resume NAME|last] [--engine auto|onnx|webgpu|tensorflow|reference]
                  [--root DIR ...] [--format text|json]
      Trains the model of a recipe (convscope.json) on this machine, without Python. Runs are kept in .convscope/runs.
      --mode    overfit: one batch, to see whether the model can learn; lr: find a learning rate
      --engine  what computes, instead of the recipe's

  convscope engines [--install webgpu|tensorflow|tensorflow-gpu]
      What can train on this machine; --install adds an engine by npm, for all projects.

  convscope export RECIPE --out train.py|model.onnx|weights.pt|weights.safetensors [--run NAME | --weights FILE]
      The recipe as a PyTorch script, the best weights of a run as PyTorch loads them, or the model with them as ONNX.

  convscope filters WEIGHTS [--layer NAME] [--epoch N] [--change] [--out name.png|name.npy] [--order index|norm|similarity]
                    [--scale shared|each] [--pixels N] [--theme light|dark] [--format text|json]
      What the layers of a checkpoint, of a run's folder or of a recipe's last run have learned: statistics, dead and
      equal filters; with --out the kernels of one layer. --change shows what differs from the initialisation.

  convscope activations RECIPE [--image FILE | --sample N] [--run NAME | --weights FILE] [--out FOLDER]
                        [--root DIR ...] [--format text|json]
      What every layer makes of one image, a picture or the N-th of the data set, and what it is taken for.
      --out     all numbers of every layer as NumPy files

Exit code: 0 clean, 1 problems found, 2 wrong use or unreadable input.`;
