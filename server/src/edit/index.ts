export { type Edit, repairEdits } from './repair';
