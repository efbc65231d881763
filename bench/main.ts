import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runBench } from './bench.ts';
import { HELP, parseOptions } from './options.ts';
import { DEFAULT_SIZES, FULL_SIZES } from './sizes.ts';
import { CHECKOUT } from './support/checkout.ts';
import { tell } from './support/progress.ts';

const options = parseOptions(process.argv.slice(2));
if ('problem' in options) {
  tell(`${options.problem}\n\n${HELP}`);
  process.exitCode = 2;
} else if (options.help) {
  process.stdout.write(`${HELP}\n`);
} else {
  const document = await runBench(options.parts, options.full ? FULL_SIZES : DEFAULT_SIZES, options);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  process.stdout.write(text);
  if (options.keep) {
    const folder = join(CHECKOUT, 'bench', 'results');
    const name = `${document.at.slice(0, 10)}-${document.commit ?? 'unknown'}.json`;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), text);
    tell(`kept as bench/results/${name}`);
  }
}
