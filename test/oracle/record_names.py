"""Names of PyTorch's public functions, methods and layers: test/oracle/names.json.

    python3 test/oracle/record_names.py > test/oracle/names.json
"""
import inspect
import json
import re

import torch
import torch.nn as nn
import torch.nn.functional as F

# Backends, tracing, quantisation internals and the like: nothing that a network is written with.
INTERNAL = re.compile(r'^(_|cudnn_|miopen_|mkldnn_|fbgemm_|quantized_|fake_quantize|fused_moving|sparse_|ccol_|crow_|col_ind|row_ind|to_mkldnn|q_|qscheme|int_repr|set_|get_|is_grad|is_inference|is_vulkan|is_warn|is_deter|are_det|native_|batch_norm_|import_ir|parse_|merge_type|unify_type|wait|fork|hsmm|hspmm|sspaddmm|smm|saddmm|cpp|vitals|read_vitals|init_num|autocast|clear_auto|seed|initial_seed|compile|lobpcg|cuda_path|typename|classes|nuclear_norm|frobenius_norm|norm_except|constant_pad|embedding_renorm|grid_sampler_|_grid|rnn_|lstm_cell|gru_cell|lstm$|gru$|conv_tbc|convolution|choose_qparams|dsmm|resolve_|binary_cross|cosine_emb|ctc_loss|hinge_emb|kl_div|margin_rank|poisson_nll|triplet_|alpha_dropout|feature_alpha|feature_dropout|instance_norm|layer_norm|group_norm|batch_norm|affine_grid|prelu|rrelu|hardshrink|pixel_|channel_shuffle|native|dropout|celu|selu|max_pool|avg_pool|adaptive_|embedding|bilinear|pairwise|pdist|cosine_sim|conv\d|conv_trans|threshold|candidate|classproperty|obj$|prepare_multi|is_anomaly|is_autocast|is_storage|is_distributed|align_tensors|from_file|quantize_per|empty_quant|dequantize|use_determ|to_dlpack|from_dlpack|pca_lowrank|svd_lowrank|segment_reduce)')
PLAIN = re.compile(r'^[a-z][a-z0-9_]*[a-z0-9]$')


def functions(module, skip=None):
    return sorted(
        n for n in dir(module)
        if PLAIN.match(n) and not n.endswith('_copy') and callable(getattr(module, n))
        and not inspect.isclass(getattr(module, n)) and not (skip and skip.match(n)))


layers = sorted(n for n in dir(nn) if inspect.isclass(getattr(nn, n)) and issubclass(getattr(nn, n), nn.Module))
methods = sorted(
    n for n in dir(torch.Tensor)
    if PLAIN.match(n) and callable(getattr(torch.Tensor, n)) and not re.match(r'^(_|set_|q_|to_mkldnn|to_sparse|to_padded|sparse_|coalesce|is_coal|ccol|crow|col_ind|row_ind|int_repr|qscheme|dequantize|map2?$|apply|share_mem|is_shared|record_stream|reinforce|refine|align_|rename|names|has_names|storage|untyped|smm|sspaddmm|values|indices|module_load|register|retain_grad|resize|untyped|pin_memory|is_pinned|as_subclass|data_ptr|dim_order)', n))
FUNCTIONAL_SKIP = re.compile(r'^(_|handle_torch|has_torch|boolean_disp|reproducibility|assert_int|sparse_|List|multi_head)')

print(json.dumps({
    'torch': torch.__version__,
    'nn': layers,
    'nn.functional': functions(F, FUNCTIONAL_SKIP),
    'torch functions': functions(torch, INTERNAL),
    'Tensor methods': methods,
}, indent=1))
