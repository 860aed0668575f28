// Generated from the files of this folder by scripts/torch-index.mjs. Do not edit.
import type { OpDeclaration } from '../declare';
import { ops as activation } from './activation';
import { ops as adaptive } from './adaptive';
import { ops as arithmetic } from './arithmetic';
import { ops as attention } from './attention';
import { ops as axes } from './axes';
import { ops as blend } from './blend';
import { ops as cast } from './cast';
import { ops as classification } from './classification';
import { ops as compare } from './compare';
import { ops as complex } from './complex';
import { ops as conv } from './conv';
import { ops as conv_transpose } from './conv_transpose';
import { ops as create } from './create';
import { ops as cumulative } from './cumulative';
import { ops as distance } from './distance';
import { ops as dropout } from './dropout';
import { ops as einops } from './einops';
import { ops as einsum } from './einsum';
import { ops as embedding } from './embedding';
import { ops as expand } from './expand';
import { ops as extremum } from './extremum';
import { ops as fft } from './fft';
import { ops as fold } from './fold';
import { ops as gather } from './gather';
import { ops as indexing } from './indexing';
import { ops as inspect } from './inspect';
import { ops as join } from './join';
import { ops as linalg } from './linalg';
import { ops as linear } from './linear';
import { ops as loss } from './loss';
import { ops as margins } from './margins';
import { ops as matmul } from './matmul';
import { ops as multihead } from './multihead';
import { ops as norm } from './norm';
import { ops as pad } from './pad';
import { ops as placed } from './placed';
import { ops as pointwise } from './pointwise';
import { ops as pool } from './pool';
import { ops as random } from './random';
import { ops as rearrange } from './rearrange';
import { ops as recurrent } from './recurrent';
import { ops as reduce } from './reduce';
import { ops as resize } from './resize';
import { ops as sample } from './sample';
import { ops as shuffle } from './shuffle';
import { ops as softmax } from './softmax';
import { ops as sort } from './sort';
import { ops as split } from './split';
import { ops as unpool } from './unpool';
import { ops as view } from './view';
import { ops as vision } from './vision';

export const allOps: readonly OpDeclaration[] = [
  ...activation,
  ...adaptive,
  ...arithmetic,
  ...attention,
  ...axes,
  ...blend,
  ...cast,
  ...classification,
  ...compare,
  ...complex,
  ...conv,
  ...conv_transpose,
  ...create,
  ...cumulative,
  ...distance,
  ...dropout,
  ...einops,
  ...einsum,
  ...embedding,
  ...expand,
  ...extremum,
  ...fft,
  ...fold,
  ...gather,
  ...indexing,
  ...inspect,
  ...join,
  ...linalg,
  ...linear,
  ...loss,
  ...margins,
  ...matmul,
  ...multihead,
  ...norm,
  ...pad,
  ...placed,
  ...pointwise,
  ...pool,
  ...random,
  ...rearrange,
  ...recurrent,
  ...reduce,
  ...resize,
  ...sample,
  ...shuffle,
  ...softmax,
  ...sort,
  ...split,
  ...unpool,
  ...view,
  ...vision,
];
