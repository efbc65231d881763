import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, connect as tcpConnect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lookup } from '../../src/net/guarded-connector.ts';
import { safeFetch } from '../../src/net/safe-fetch.ts';
import { SafeFetchError } from '../../src/net/safe-fetch-error.ts';

const SECRET_PATH = '/services/T000/B000/sEcReTsEcReT';
const servers: { close(): void }[] = [];

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server: Server = createServer(listener);
  servers.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function failure(promise: Promise<unknown>): Promise<SafeFetchError> {
  const error = await promise.then(
    (value) => expect.fail(`expected a failure, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SafeFetchError);
  const whole = JSON.stringify(error, Object.getOwnPropertyNames(error));
  expect(whole).not.toContain('sEcReT');
  return error as SafeFetchError;
}

const always =
  (...addresses: string[]): Lookup =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('safeFetch', () => {
  it('posts and gives back status, headers and body', async () => {
    const port = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        response.writeHead(429, { 'Retry-After': '7' });
        response.end(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      });
    });
    const response = await safeFetch(`http://127.0.0.1:${port}/a?b=c`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"x":1}',
      allowPrivate: true,
    });
    expect(response.status).toBe(429);
    expect(response.headers['retry-after']).toBe('7');
    expect(response.body).toBe('POST /a?b=c application/json {"x":1}');
  });

  describe('addresses', () => {
    it.each([
      'https://127.0.0.1',
      'https://127.1',
      'https://2130706433',
      'https://0x7f000001',
      'https://0x7f.1',
      'https://0177.0.0.1',
      'https://017700000001',
      'https://127.0.0.1.',
      'https://①②⑦.⓪.⓪.①',
      'https://0',
      'https://[::1]',
      'https://[::]',
      'https://[::ffff:127.0.0.1]',
      'https://[::ffff:7f00:1]',
      'https://[::127.0.0.1]',
      'https://[64:ff9b::7f00:1]',
      'https://[fe80::1]',
      'https://[fd00::1]',
      'https://[fd00:ec2::254]',
      'https://10.0.0.1',
      'https://172.16.0.1',
      'https://192.168.1.1',
      'https://100.64.0.1',
      'https://169.254.169.254',
      'https://2852039166',
      'https://0xa9fea9fe',
      'https://224.0.0.1',
      'https://255.255.255.255',
    ])('refuses %s before connecting', async (origin) => {
      const error = await failure(safeFetch(`${origin}${SECRET_PATH}`));
      expect(error.code).toBe('address_not_allowed');
    });

    it.each([
      'https://169.254.169.254',
      'https://[fd00:ec2::254]',
      'https://100.100.100.200',
      'https://0.0.0.0',
    ])('refuses %s even where private addresses are allowed', async (origin) => {
      const error = await failure(safeFetch(origin, { allowPrivate: true }));
      expect(error.code).toBe('address_not_allowed');
    });

    it.each([
      ['a private address', always('10.1.2.3')],
      ['loopback', always('127.0.0.1')],
      ['metadata', always('169.254.169.254')],
      ['a v4-mapped address', always('::ffff:127.0.0.1')],
      ['a public and a private address', always('3.121.6.180', '127.0.0.1')],
    ])('refuses a name that resolves to %s', async (_what, lookup) => {
      const error = await failure(safeFetch(`https://hooks.example.com${SECRET_PATH}`, { lookup }));
      expect(error.code).toBe('address_not_allowed');
    });

    it('refuses localhost by the resolver of the system', async () => {
      const error = await failure(safeFetch('https://localhost/'));
      expect(error.code).toBe('address_not_allowed');
    });

    it('resolves a name once and connects to what was checked', async () => {
      const port = await serve((_request, response) => response.end('pinned'));
      let asked = 0;
      const rebinding: Lookup = async () => {
        asked += 1;
        return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
      };
      const response = await safeFetch(`http://rebinding.example.com:${port}/`, {
        lookup: rebinding,
        allowPrivate: true,
      });
      expect(response.body).toBe('pinned');
      expect(asked).toBe(1);
    });

    it('tries the next address of a name when one does not answer', async () => {
      const port = await serve((_request, response) => response.end('second'));
      const response = await safeFetch(`http://two.example.com:${port}/`, {
        lookup: always('::1', '127.0.0.1'),
        allowPrivate: true,
      });
      expect(response.body).toBe('second');
    });

    it('says when a name cannot be resolved', async () => {
      const error = await failure(
        safeFetch(`https://nowhere.example.com${SECRET_PATH}`, {
          lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
        }),
      );
      expect(error.code).toBe('name_not_resolved');
      expect(error.message).toContain('ENOTFOUND');
      const empty = await failure(safeFetch('https://nowhere.example.com/', { lookup: always() }));
      expect(empty.code).toBe('name_not_resolved');
    });
  });

  describe('URLs', () => {
    it.each([
      `http://hooks.example.com${SECRET_PATH}`,
      `ftp://hooks.example.com${SECRET_PATH}`,
      `file://${SECRET_PATH}`,
      `https://user:sEcReT@hooks.example.com${SECRET_PATH}`,
      `not a url${SECRET_PATH}`,
      `https://[::1${SECRET_PATH}`,
    ])('refuses %s', async (url) => {
      const error = await failure(safeFetch(url, { lookup: always('3.121.6.180') }));
      expect(error.code).toBe('url_not_allowed');
    });

    it('speaks plain HTTP to a private address only', async () => {
      const error = await failure(
        safeFetch(`http://hooks.example.com${SECRET_PATH}`, {
          lookup: always('3.121.6.180'),
          allowPrivate: true,
        }),
      );
      expect(error.code).toBe('address_not_allowed');
      expect(error.message).toContain('TLS');
    });
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const port = await serve((_request, response) => {
      calls += 1;
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' });
      response.end();
    });
    const response = await safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true });
    expect(response.status).toBe(307);
    expect(calls).toBe(1);
  });

  it('uses no proxy from the environment', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = await serve((request, response) => {
      seen.push(request.url);
      response.end('proxied');
    });
    const port = await serve((_request, response) => response.end('direct'));
    const names = [
      'HTTP_PROXY',
      'http_proxy',
      'HTTPS_PROXY',
      'https_proxy',
      'ALL_PROXY',
      'NODE_USE_ENV_PROXY',
    ];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : `http://127.0.0.1:${proxy}`;
    try {
      const response = await safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true });
      expect(response.body).toBe('direct');
      expect(seen).toEqual([]);
    } finally {
      names.forEach((name, index) => {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      });
    }
  });

  describe('limits', () => {
    it('gives up on a server that never answers', async () => {
      const port = await serve(() => undefined);
      const began = performance.now();
      const error = await failure(
        safeFetch(`http://127.0.0.1:${port}${SECRET_PATH}`, { allowPrivate: true, timeoutMs: 200 }),
      );
      expect(error.code).toBe('timed_out');
      expect(error.status).toBeUndefined();
      expect(performance.now() - began).toBeLessThan(2000);
    });

    it('gives up on a body that trickles, and still tells the status', async () => {
      const port = await serve((_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 20);
        response.on('close', () => clearInterval(timer));
      });
      const error = await failure(
        safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true, timeoutMs: 300 }),
      );
      expect(error.code).toBe('timed_out');
      expect(error.status).toBe(200);
    });

    it('gives up on headers that trickle', async () => {
      const tcp = createTcpServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('X-A: b\r\n'), 20);
        socket.on('close', () => clearInterval(timer)).on('error', () => clearInterval(timer));
      });
      servers.push(tcp);
      await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
      const error = await failure(
        safeFetch(`http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`, {
          allowPrivate: true,
          timeoutMs: 300,
        }),
      );
      expect(error.code).toBe('timed_out');
    });

    it('gives up on a resolver that hangs', async () => {
      const error = await failure(
        safeFetch('https://slow.example.com/', {
          lookup: () => new Promise(() => undefined),
          timeoutMs: 200,
        }),
      );
      expect(error.code).toBe('timed_out');
    });

    it('stops reading an endless body', async () => {
      let sent = 0;
      let closed: () => void = () => undefined;
      const ended = new Promise<void>((resolve) => {
        closed = resolve;
      });
      const port = await serve((_request, response) => {
        response.writeHead(200);
        const chunk = Buffer.alloc(16 * 1024, 'x');
        const pump = () => {
          while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        };
        response.on('drain', pump).on('close', closed);
        pump();
      });
      const error = await failure(safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true }));
      expect(error.code).toBe('response_too_large');
      expect(error.status).toBe(200);
      await ended;
      expect(sent).toBeLessThan(16 * 1024 * 1024);
    });

    it('takes a body of exactly the limit', async () => {
      const port = await serve((_request, response) => response.end('y'.repeat(64 * 1024)));
      const response = await safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true });
      expect(response.body).toHaveLength(64 * 1024);
    });

    it('does not unpack what it was not asked to', async () => {
      const port = await serve((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end('not gzip at all');
      });
      const response = await safeFetch(`http://127.0.0.1:${port}/`, { allowPrivate: true });
      expect(response.body).toBe('not gzip at all');
    });
  });

  it('says when nobody listens and when the connection is cut', async () => {
    const port = await serve((request) => request.socket.destroy());
    const cut = await failure(safeFetch(`http://127.0.0.1:${port}${SECRET_PATH}`, { allowPrivate: true }));
    expect(cut.code).toBe('connection_failed');
    for (const server of servers.splice(0)) server.close();
    const refused = await failure(
      safeFetch(`http://127.0.0.1:${port}${SECRET_PATH}`, { allowPrivate: true }),
    );
    expect(refused.code).toBe('connection_failed');
    expect(refused.message).toContain('ECONNREFUSED');
  });

  it('keeps no connection open', async () => {
    let open = 0;
    const port = await serve((_request, response) => response.end('ok'));
    const relay = createTcpServer((socket) => {
      open += 1;
      const upstream = tcpConnect(port, '127.0.0.1');
      socket.pipe(upstream).pipe(socket);
      socket.on('close', () => {
        open -= 1;
        upstream.destroy();
      });
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    });
    servers.push(relay);
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    await safeFetch(`http://127.0.0.1:${(relay.address() as AddressInfo).port}/`, { allowPrivate: true });
    await expect.poll(() => open).toBe(0);
  });
});
