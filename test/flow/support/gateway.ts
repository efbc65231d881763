import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, run, startProcess, waitUntil } from './process.ts';

export const EXAMPLES = new URL('../../../examples/', import.meta.url).pathname;
const LIBFAKETIME = '/usr/$LIB/faketime/libfaketime.so.1';

/** Debian's nginx with one of our example configurations, on loopback, with a clock that the test sets. */
export interface Gateway {
  readonly port: number;
  readonly ca: string;
  readonly accessLog: string;
  readonly errorLog: string;
  /** Moves the access log away and has nginx begin a new one, as logrotate does. */
  rotateTo(file: string): Promise<void>;
  /** Sets the wall clock of nginx, which stamps the log lines. Only while no request is under way. */
  setClock(time: number): void;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  readonly folder: string;
  /** File name in examples/nginx. */
  readonly config: string;
  readonly zoomPort: number;
  readonly certificate: Certificate;
  /** A free port is found when none is given. */
  readonly port?: number;
  /** Exact pieces of the configuration to replace, beyond paths and addresses. */
  readonly replace?: Readonly<Record<string, string>>;
}

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/**
 * One certificate for the gateway and for the stand-in, valid from `from`, since nginx checks it by the clock that
 * the test sets.
 */
export async function makeCertificate(folder: string, from: number): Promise<Certificate> {
  const certFile = join(folder, 'tls.crt');
  const keyFile = join(folder, 'tls.key');
  const names = ['zoom-gateway.example.com', 'api.zoom.us', 'zoom.us'].map((name) => `DNS:${name}`).join(',');
  await run(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '3650',
      ],
      ...['-subj', '/CN=zoom-gateway.example.com', '-addext', `subjectAltName=${names}`],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { env: { LD_PRELOAD: LIBFAKETIME, FAKETIME: clockText(from), FAKETIME_DONT_RESET: '1' } },
  );
  return { certFile, keyFile };
}

/** Starts nginx with the example as users get it: only addresses, ports and paths are replaced. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { folder, certificate } = options;
  const port = options.port ?? (await freePort());
  const clockFile = join(folder, 'clock');
  const accessLog = join(folder, 'zoom-access.log');
  const errorLog = join(folder, 'zoom-gateway-error.log');
  const example = join(EXAMPLES, 'nginx', options.config);
  const config = replaceAll(
    readFileSync(example, 'utf8').replaceAll('/etc/nginx/njs/', `${EXAMPLES}nginx/`),
    {
      'listen 8443 ssl;': `listen 127.0.0.1:${port} ssl;`,
      '/etc/nginx/tls/zoom-gateway.crt': certificate.certFile,
      '/etc/nginx/tls/zoom-gateway.key': certificate.keyFile,
      '/etc/ssl/certs/ca-certificates.crt': certificate.certFile,
      'default api.zoom.us:443;': `default 127.0.0.1:${options.zoomPort};`,
      'zoom.us zoom.us:443;': `zoom.us 127.0.0.1:${options.zoomPort};`,
      '/var/log/nginx/zoom-access.log': accessLog,
      '/var/log/nginx/zoom-gateway-error.log': errorLog,
      ...options.replace,
    },
  );
  writeFileSync(join(folder, 'zoom-gateway.conf'), config);
  writeFileSync(join(folder, 'nginx.conf'), mainConfig(folder));
  const clock = (time: number) => writeFileSync(clockFile, `${clockText(time)}\n`);
  clock(Date.now());
  const nginx = startProcess('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    env: {
      LD_PRELOAD: LIBFAKETIME,
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: '1',
      // Timers go by the monotonic clock, which stays real: only what is written into the log is set.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  });
  await waitUntil(`nginx listens on ${port}`, () => canConnect(port), 10_000, nginx.output).catch(
    async (error) => {
      await nginx.stop();
      throw error;
    },
  );
  return {
    port,
    ca: readFileSync(certificate.certFile, 'utf8'),
    accessLog,
    errorLog,
    rotateTo: async (file) => {
      renameSync(accessLog, file);
      process.kill(nginx.pid, 'SIGUSR1');
      await waitUntil('nginx begins a new log', () => existsSync(accessLog), 5_000);
    },
    setClock: clock,
    stop: () => nginx.stop('SIGQUIT'),
  };
}

/** The same text as `text` with each piece replaced; a piece that is not there is a mistake, not a no-op. */
export function replaceAll(text: string, pieces: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [from, to] of Object.entries(pieces)) {
    if (!result.includes(from)) throw new Error(`the example no longer contains: ${from}`);
    result = result.replaceAll(from, to);
  }
  return result;
}

/** What Debian's /etc/nginx/nginx.conf does, without a service: everything below `folder`, in the foreground. */
function mainConfig(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    // nginx empties the environment of its worker, which is the one that stamps the lines.
    'env FAKETIME_TIMESTAMP_FILE; env FAKETIME_NO_CACHE; env FAKETIME_DONT_FAKE_MONOTONIC;',
    'load_module /usr/lib/nginx/modules/ngx_http_js_module.so;',
    // The master reads keys and opens logs as who started it; as root its worker needs the private folder too.
    process.getuid?.() === 0 ? 'user root;' : '',
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid;`,
    'events { worker_connections 256; }',
    'http {',
    ...temporary.map((kind) => `  ${kind}_temp_path ${folder}/${kind};`),
    `  access_log off; include ${folder}/zoom-gateway.conf;`,
    '}',
  ].join('\n');
}

/** libfaketime's relative form, in seconds: the clock then runs on at its usual speed. */
function clockText(time: number): string {
  const offset = (time - Date.now()) / 1000;
  return `${offset < 0 ? '-' : '+'}${Math.abs(offset).toFixed(3)}`;
}

/** Whether somebody listens on a port of this machine. */
export function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => socket.end(() => resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
