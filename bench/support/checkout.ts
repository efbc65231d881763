import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json: these files run both as they are (tests) and from dist/. */
export const CHECKOUT = checkoutOf(import.meta.dirname);
/** The built tool, which is what users run. */
export const TOOL = join(CHECKOUT, 'dist', 'src', 'main.js');

function checkoutOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : checkoutOf(dirname(folder));
}
