/** Training: engines. */
export * from './engines';
