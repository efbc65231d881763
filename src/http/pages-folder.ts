import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `dist/web` of this package, whether the service runs from `dist/` or, in a test, from `src/`. */
export const PAGES_FOLDER = join(packageFolder(import.meta.dirname), 'dist', 'web');

function packageFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(dirname(folder));
}
