/** The contract of all engines, for this room. */
export type * from '../../engine/engine';
