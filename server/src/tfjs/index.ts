/** Programs on TensorFlow.js kernels: on a graphics card by WebGPU, or by TensorFlow's own library. */
export { compileOnTfjs, type Fed, type OnTfjs, type Stayed } from './compile';
export type { Device } from './device';
export { Fault } from './fault';
export type { Tf, Traits } from './form';
