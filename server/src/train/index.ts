/** Training: engines. */
export type * from './engines/engine';
