export { csvLine } from '../core/csv.ts';
