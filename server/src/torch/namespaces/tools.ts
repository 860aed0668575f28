/** jit, fx, autograd, checkpointing, cuda, distributed and the rest: what they mean for reading is mostly nothing. */
import {
  defineClass,
  FALSE,
  type Interpreter,
  type NativeFunction,
  NO_KEYWORDS,
  NONE,
  native,
  TRUE,
  type Value,
} from '../../python';
import { plainNative } from '../common/native';
import { contextOf } from '../context';
import { MODULE_CLASS } from '../module';
import { TENSOR_CLASS } from '../tensor';
import { traceOf } from '../trace';
import { typedClasses } from './core';
import {
  accepting,
  contextClass,
  decorating,
  hardware,
  identity,
  missing,
  type Names,
  table,
  tolerantClass,
} from './tolerant';

const ANYWHERE = 'it is decided where the program runs';

/** `checkpoint(function, *args)` calls the function; its own options go. */
const CHECKPOINT_OPTIONS = new Set(['use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug']);
const checkpoint: NativeFunction = plainNative('checkpoint', '(function, *args, **kwargs)', (a, interpreter) => {
  traceOf(interpreter).keepsOther?.();
  const keywords = [...a.extraKeywords].filter(([name]) => !CHECKPOINT_OPTIONS.has(name));
  return interpreter.call(a.value('function'), a.extra, new Map(keywords));
});

function checkpointSequential(functions: Value, args: readonly Value[], interpreter: Interpreter): Value {
  traceOf(interpreter).keepsOther?.();
  const { items } = interpreter.iterate(functions);
  const [first, ...rest] = items;
  if (!first) return args[0] ?? NONE;
  return rest.reduce((x, fn) => interpreter.call(fn, [x], NO_KEYWORDS), interpreter.call(first, args, NO_KEYWORDS));
}

/** `torch.autograd.Function`: `apply` runs `forward` with a context that takes anything. */
function autogradFunction(): Value {
  const context = tolerantClass(
    'FunctionCtx',
    'torch.autograd.function',
    ['save_for_backward', 'mark_dirty', 'mark_non_differentiable', 'set_materialize_grads'].map(
      (name) => [name, native(name, '(self, *args)', () => NONE)] as const,
    ),
  );
  const cls = defineClass('Function', [], [], { module: 'torch.autograd.function', native: 'torch.autograd.Function' });
  cls.dict.set('apply', {
    kind: 'classmethod',
    func: native('apply', '(cls, *args, **kwargs)', (a, interpreter) => {
      // It names what its own backward pass reads.
      traceOf(interpreter).keepsOther?.();
      const own = a.raw('cls');
      const ctx: Value = { kind: 'instance', cls: context, attrs: new Map() };
      const forward = interpreter.getAttribute(own, 'forward');
      const separate = own.kind === 'class' && interpreter.lookup(own, 'setup_context') !== undefined;
      return interpreter.call(forward, separate ? a.extra : [ctx, ...a.extra], a.extraKeywords);
    }),
  });
  return cls;
}

let autograd: Names | undefined;
const autogradNames = (): Names =>
  (autograd ??= new Map<string, Value>([
    ['Variable', identity('Variable')],
    ['Function', autogradFunction()],
    ['grad', accepting('grad', (_, it) => it.unknown('data', 'gradients are not followed'))],
    ['backward', accepting('backward')],
    ['no_grad', contextClass('no_grad', 'torch')],
    ['set_detect_anomaly', contextClass('set_detect_anomaly', 'torch.autograd')],
    ['detect_anomaly', contextClass('detect_anomaly', 'torch.autograd')],
    ['once_differentiable', identity('once_differentiable')],
  ]));

const jitNames = (): Names =>
  new Map<string, Value>([
    ...table(
      [
        'script',
        'export',
        'unused',
        'freeze',
        'optimize_for_inference',
        'script_if_tracing',
        '_script_if_tracing',
        'interface',
        '_overload',
        '_overload_method',
        'ignore',
        'trace',
        'trace_module',
        'script_method',
      ],
      decorating,
    ),
    ...table(['is_scripting', 'is_tracing'], (name) => plainNative(name, '()', () => FALSE)),
    ['annotate', plainNative('annotate', '(the_type, the_value)', (a) => a.raw('the_value'))],
    [
      'isinstance',
      plainNative('isinstance', '(obj, target_type)', (_, it) =>
        it.unknown('missing', 'torch.jit.isinstance is not known to Convscope', 'bool'),
      ),
    ],
    ['ScriptModule', MODULE_CLASS],
    ['ScriptFunction', tolerantClass('ScriptFunction', 'torch.jit')],
    ...table(['Final', 'Attribute', 'Future'], (name) => tolerantClass(name, 'torch.jit')),
    ...table(['load'], (name) =>
      accepting(name, (_, it) => it.unknown('data', 'a saved file is read when the program runs')),
    ),
    ...table(['save', 'wait', 'fork', 'enable_onednn_fusion', 'set_fusion_strategy'], (name) => accepting(name)),
  ]);

const fxNames = (): Names =>
  new Map<string, Value>([
    ['wrap', identity('wrap')],
    ...table(['Tracer', 'GraphModule', 'Graph', 'Node', 'Proxy', 'Interpreter'], (name) =>
      tolerantClass(name, 'torch.fx'),
    ),
    ['symbolic_trace', identity('symbolic_trace')],
  ]);

const asked = (names: Readonly<Record<string, string>>): [string, Value][] =>
  Object.entries(names).map(([name, type]) => [name, accepting(name, () => hardware(type, ANYWHERE))]);

const cudaNames = (): Names =>
  new Map<string, Value>([
    ...asked({
      is_available: 'bool',
      device_count: 'int',
      current_device: 'int',
      is_initialized: 'bool',
      memory_allocated: 'int',
      max_memory_allocated: 'int',
      memory_reserved: 'int',
      max_memory_reserved: 'int',
      get_device_name: 'str',
      is_bf16_supported: 'bool',
    }),
    ...table(
      [
        'set_device',
        'synchronize',
        'empty_cache',
        'manual_seed',
        'manual_seed_all',
        'reset_peak_memory_stats',
        'init',
        'ipc_collect',
      ],
      (name) => accepting(name),
    ),
    ...table(['Stream', 'Event'], (name) => tolerantClass(name, 'torch.cuda')),
    ...table(['stream', 'device', 'device_of'], (name) => contextClass(name, 'torch.cuda')),
    ...typedClasses('torch.cuda'),
  ]);

const ampNames = (module: string): Names =>
  new Map<string, Value>([
    ['autocast', contextClass('autocast', module)],
    [
      'GradScaler',
      tolerantClass('GradScaler', module, [
        ['scale', native('scale', '(self, outputs)', (a) => a.raw('outputs'))],
        ...['step', 'update', 'unscale_'].map(
          (name) => [name, native(name, '(self, *args, **kwargs)', () => NONE)] as const,
        ),
      ]),
    ],
    ...table(['custom_fwd', 'custom_bwd'], decorating),
  ]);

const distributedNames = (): Names =>
  new Map<string, Value>([
    ...asked({
      is_available: 'bool',
      is_initialized: 'bool',
      get_rank: 'int',
      get_world_size: 'int',
      is_nccl_available: 'bool',
    }),
    ...table(
      [
        'init_process_group',
        'destroy_process_group',
        'barrier',
        'all_reduce',
        'broadcast',
        'reduce',
        'all_gather',
        'new_group',
        'all_gather_object',
        'broadcast_object_list',
      ],
      (name) => accepting(name),
    ),
    ...table(['ReduceOp', 'ProcessGroup'], (name) => tolerantClass(name, 'torch.distributed')),
  ]);

const backend = (name: string): Names =>
  new Map<string, Value>([
    ['is_available', accepting('is_available', () => hardware('bool', ANYWHERE))],
    ['is_built', accepting('is_built', () => hardware('bool', ANYWHERE))],
    ['benchmark', FALSE],
    ['deterministic', FALSE],
    ['enabled', TRUE],
    ['allow_tf32', FALSE],
    ['flags', contextClass('flags', name)],
    ['version', accepting('version', () => hardware('int', ANYWHERE))],
  ]);

const overrideNames = (): Names =>
  new Map<string, Value>([
    ['has_torch_function', accepting('has_torch_function', () => FALSE)],
    ['has_torch_function_unary', accepting('has_torch_function_unary', () => FALSE)],
    ['has_torch_function_variadic', accepting('has_torch_function_variadic', () => FALSE)],
    [
      'handle_torch_function',
      accepting('handle_torch_function', () => missing('torch.overrides.handle_torch_function')),
    ],
  ]);

const hubNames = (): Names =>
  new Map<string, Value>([
    ...table(['load', 'load_state_dict_from_url', 'list', 'help'], (name) =>
      accepting(name, (_, it) => it.unknown('data', 'what is downloaded is not known')),
    ),
    ...table(['download_url_to_file', 'set_dir'], (name) => accepting(name)),
    ['get_dir', accepting('get_dir', () => hardware('str', ANYWHERE))],
  ]);

const quantizationNames = (name: string): Names =>
  new Map<string, Value>([
    ...table(['fuse_modules', 'fuse_modules_qat', 'prepare', 'prepare_qat', 'convert', 'quantize_dynamic'], (fn) =>
      accepting(fn, (_, it) => it.unknown('missing', `${name}.${fn} is not known to Convscope`)),
    ),
  ]);

const compiled = (): Names =>
  new Map<string, Value>(
    table(
      [
        'disable',
        'optimize',
        'allow_in_graph',
        'disallow_in_graph',
        'graph_break',
        'mark_dynamic',
        'assume_constant_result',
        'is_compiling',
      ],
      (name) => (name === 'is_compiling' ? accepting(name, () => FALSE) : decorating(name)),
    ),
  );

/** `torch.tensor(x.shape)`. */
const shapeTensor = (x: Value, interpreter: Interpreter): Value =>
  contextOf(interpreter).op('torch.tensor', [interpreter.getAttribute(x, 'shape')]);

/** Nothing is being traced or scripted while code is read. */
const coreNames = (): Names =>
  new Map<string, Value>([
    ...table(
      ['_get_tracing_state', '_log_api_usage_once', '_jit_set_profiling_mode', '_jit_set_profiling_executor'],
      (name) => accepting(name),
    ),
    ...table(['_is_tracing', '_cuda_isInBadFork'], (name) => accepting(name, () => FALSE)),
    ...table(['ScriptModule', 'Generator', 'TensorType', 'Value', 'Graph', 'Node'], (name) =>
      tolerantClass(name, 'torch._C'),
    ),
  ]);

/** By module name; made when first imported. */
export const TOOLS: ReadonlyMap<string, () => Names> = new Map<string, () => Names>([
  ['torch.autograd', autogradNames],
  ['torch.autograd.function', autogradNames],
  ['torch.autograd.variable', autogradNames],
  ['torch.autograd.functional', () => new Map()],
  [
    'torch.autograd.profiler',
    () =>
      new Map(
        table(['profile', 'record_function', 'emit_nvtx'], (name) => contextClass(name, 'torch.autograd.profiler')),
      ),
  ],
  ['torch.utils', () => new Map()],
  [
    'torch.utils.checkpoint',
    () =>
      new Map<string, Value>([
        ['checkpoint', checkpoint],
        [
          'checkpoint_sequential',
          plainNative('checkpoint_sequential', '(functions, segments, *inputs, **kwargs)', (a, it) =>
            checkpointSequential(a.value('functions'), a.extra, it),
          ),
        ],
      ]),
  ],
  ['torch.jit', jitNames],
  ['torch.jit.annotations', () => new Map()],
  ['torch.fx', fxNames],
  ['torch.fx.graph_module', fxNames],
  ['torch.cuda', cudaNames],
  ['torch.cuda.amp', () => ampNames('torch.cuda.amp')],
  ['torch.amp', () => ampNames('torch.amp')],
  ['torch.cpu', () => new Map()],
  ['torch.cpu.amp', () => ampNames('torch.cpu.amp')],
  ['torch.mps', () => backend('torch.mps')],
  ['torch.xpu', () => backend('torch.xpu')],
  ['torch.backends', () => new Map()],
  ...['cudnn', 'cuda', 'mps', 'mkldnn', 'mkl', 'openmp', 'quantized', 'cuda.matmul'].map(
    (name): [string, () => Names] => [`torch.backends.${name}`, () => backend(`torch.backends.${name}`)],
  ),
  ['torch.distributed', distributedNames],
  ['torch.overrides', overrideNames],
  ['torch.hub', hubNames],
  [
    'torch.onnx',
    () =>
      new Map<string, Value>([
        ['is_in_onnx_export', accepting('is_in_onnx_export', () => FALSE)],
        ['export', accepting('export')],
      ]),
  ],
  [
    'torch.onnx.operators',
    () =>
      new Map<string, Value>([
        ['shape_as_tensor', plainNative('shape_as_tensor', '(x)', (a, it) => shapeTensor(a.value('x'), it))],
        ['reshape_from_tensor_shape', missing('torch.onnx.operators.reshape_from_tensor_shape')],
      ]),
  ],
  [
    'torch.profiler',
    () =>
      new Map<string, Value>([
        ...table(['profile', 'record_function'], (name) => contextClass(name, 'torch.profiler')),
        ['ProfilerActivity', tolerantClass('ProfilerActivity', 'torch.profiler')],
      ]),
  ],
  ...['torch.quantization', 'torch.ao.quantization'].map((name): [string, () => Names] => [
    name,
    () => quantizationNames(name),
  ]),
  ['torch.ao', () => new Map()],
  ['torch._dynamo', compiled],
  ['torch.compiler', compiled],
  ['torch.random', () => new Map(table(['manual_seed', 'seed'], (name) => accepting(name)))],
  [
    'torch.multiprocessing',
    () => new Map(table(['set_start_method', 'spawn', 'set_sharing_strategy'], (name) => accepting(name))),
  ],
  [
    'torch.version',
    () =>
      new Map<string, Value>([
        ['__version__', { kind: 'str', value: '2.5.0' }],
        ['cuda', NONE],
        ['hip', NONE],
      ]),
  ],
  ['torch._C', coreNames],
  [
    'torch._jit_internal',
    () =>
      new Map<string, Value>([
        ...table(['_overload', '_overload_method', 'boolean_dispatch', 'unused', 'export', 'ignore'], decorating),
      ]),
  ],
  [
    'torch.types',
    () =>
      new Map(
        table(['Number', '_int', '_float', '_bool', '_dtype', '_device', '_size', 'Device'], (name) =>
          tolerantClass(name, 'torch.types'),
        ),
      ),
  ],
  ['torch._tensor', () => new Map<string, Value>([['Tensor', TENSOR_CLASS]])],
  ['torch.package', () => new Map()],
  ['torch.distributions', () => new Map()],
  ['torch.sparse', () => new Map()],
  [
    'torch.utils.tensorboard',
    () => new Map([['SummaryWriter', tolerantClass('SummaryWriter', 'torch.utils.tensorboard')]]),
  ],
  [
    'torch.utils.model_zoo',
    () =>
      new Map(
        table(['load_url'], (name) =>
          accepting(name, (_, it) => it.unknown('data', 'what is downloaded is not known')),
        ),
      ),
  ],
]);
