/** The indexes of ops and layers. */
export const name = 'torch';
export { generate } from '../torch-index.mjs';
