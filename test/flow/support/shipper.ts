import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXAMPLES, replaceAll } from './gateway.ts';
import { type RunningProcess, startProcess, waitUntil } from './process.ts';

export interface ShipperOptions {
  /** Where its position in the file and its disk buffer live: the same folder goes on where the last run stopped. */
  readonly folder: string;
  /** The file that it follows; null where `replace` gives it another source. */
  readonly accessLog: string | null;
  /** Pieces of the example that are replaced beyond those. */
  readonly replace?: Readonly<Record<string, string>>;
  /** Base address of the service. */
  readonly url: string;
  readonly key: string;
}

/** Starts Debian's syslog-ng with our example: only addresses, paths and pauses are replaced. */
export async function startShipper(options: ShipperOptions): Promise<RunningProcess> {
  const { folder } = options;
  const example = readFileSync(join(EXAMPLES, 'syslog-ng', 'zoom-monitor.conf'), 'utf8');
  const config = replaceAll(replaceAll(example, options.replace ?? {}), {
    ...(options.accessLog === null ? {} : { '/var/log/nginx/zoom-access.log': options.accessLog }),
    'http://127.0.0.1:8080': options.url,
    '"/var/lib/syslog-ng"': `"${folder}"`,
    'time-reopen(5)': 'time-reopen(1)',
    'batch-timeout(1000)': 'batch-timeout(100)',
  });
  const main = join(folder, 'syslog-ng.conf');
  writeFileSync(join(folder, 'zoom-monitor.conf'), config);
  writeFileSync(main, `@version: 3.38\n@include "${folder}/zoom-monitor.conf"\n`);
  const shipper = startProcess(
    'syslog-ng',
    [
      ...['--foreground', '--stderr', '--no-caps', '--cfgfile', main],
      ...['--persist-file', join(folder, 'persist'), '--pidfile', join(folder, 'pid')],
      ...['--control', join(folder, 'control')],
    ],
    { env: { ZOOM_MONITOR_KEY: options.key } },
  );
  await waitUntil('syslog-ng starts', () => shipper.output().includes('starting up'), 10_000, shipper.output);
  return shipper;
}
