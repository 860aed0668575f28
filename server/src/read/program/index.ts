export { type Lowered, programOf } from './lower';
