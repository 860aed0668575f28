/** Two networks side by side. */
export { type ComparedLine, compareDiagrams } from './compare';
export { type ComparedTotal, compareTotals } from './totals';
