/** ONNX's names of functions, and a faster way to say one. */
import type { BinaryFunction, Comparison, Reduction, UnaryFunction } from '../../../program';
import type { Writer } from './writer';

export const UNARY: Readonly<Record<UnaryFunction, string>> = {
  identity: 'Identity',
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  reciprocal: 'Reciprocal',
  abs: 'Abs',
  sign: 'Sign',
  floor: 'Floor',
  ceil: 'Ceil',
  round: 'Round',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  erf: 'Erf',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  softplus: 'Softplus',
  not: 'Not',
};
export const BINARY: Readonly<Record<BinaryFunction, string>> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  pow: 'Pow',
  max: 'Max',
  min: 'Min',
};
export const COMPARE: Readonly<Record<Comparison, string>> = { eq: 'Equal', lt: 'Less', le: 'LessOrEqual' };
export const REDUCE: Readonly<Record<Reduction, string>> = {
  sum: 'ReduceSum',
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
};

/** 1 where x > 0, of x that is not negative: several times as fast as Sign. */
export const stepOf = (w: Writer, x: string, output?: string): string =>
  w.node('HardSigmoid', [x], { alpha: { float: 3e38 }, beta: { float: 0 } }, output);
