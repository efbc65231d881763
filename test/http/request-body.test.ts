import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpProblem } from '../../src/http/problem.ts';
import { asJsonElements, type BodyLimits, receive, receiveInto } from '../../src/http/request-body.ts';

let server: Server;
let handle: (request: IncomingMessage) => Promise<string>;
beforeEach(async () => {
  server = createServer((request, response) => {
    void handle(request).then((text) => response.end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

type Reader = (
  request: IncomingMessage,
  limits: BodyLimits,
  take: (chunk: Uint8Array) => void,
) => Promise<void>;
const readers: Record<string, Reader> = {
  'as a stream': async (request, limits, take) => {
    for await (const chunk of receive(request, limits)) take(chunk);
  },
  'chunk by chunk': receiveInto,
};

/** Reads to the end, or to the problem, and answers with what came. */
const reading =
  (read: Reader, limits: BodyLimits) =>
  async (request: IncomingMessage): Promise<string> => {
    let bytes = 0;
    try {
      await read(request, limits, (chunk) => {
        bytes += chunk.byteLength;
      });
      return `${bytes} bytes`;
    } catch (error) {
      return error instanceof HttpProblem ? error.code : String(error);
    }
  };

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** Writes everything before it reads anything, as many clients do, and pauses in between. */
function writeFirst(chunks: Buffer[], pause = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url(), { method: 'POST', agent: false }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    });
    request.on('error', reject);
    const next = (): void => {
      const chunk = chunks.shift();
      if (chunk === undefined) request.end();
      else request.write(chunk, () => setTimeout(next, pause));
    };
    next();
  });
}

describe.each(Object.entries(readers))('a request body, read %s,', (_name, read) => {
  it('is read to its end', async () => {
    handle = reading(read, { maxBytes: 1_000_000, maxPause: 1_000 });
    expect(await writeFirst([Buffer.alloc(400_000), Buffer.alloc(600_000)])).toBe('1000000 bytes');
  });

  it('that is too large is read off, so that a sender that writes first gets its answer', async () => {
    handle = reading(read, { maxBytes: 1_000_000, maxPause: 1_000 });
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(1_000_000));
    expect(await writeFirst(chunks)).toBe('body_too_large');
  });

  it('that stops coming is not waited for', async () => {
    handle = reading(read, { maxBytes: 1_000_000, maxPause: 100 });
    expect(await writeFirst([Buffer.alloc(10), Buffer.alloc(10)], 400)).toBe('request_timeout');
  });

  it('that comes slowly but steadily is', async () => {
    handle = reading(read, { maxBytes: 1_000_000, maxPause: 1_000 });
    expect(await writeFirst([Buffer.alloc(10), Buffer.alloc(10)], 150)).toBe('20 bytes');
  });

  it('whose sender goes away is incomplete', async () => {
    const outcome = new Promise<string>((resolve) => {
      handle = (request) => {
        const answered = reading(read, { maxBytes: 1_000_000, maxPause: 5_000 })(request);
        void answered.then(resolve);
        return answered;
      };
    });
    const request = httpRequest(url(), { method: 'POST', agent: false });
    request.on('error', () => undefined);
    request.write(Buffer.alloc(10), () => setTimeout(() => request.destroy(), 50));
    expect(await outcome).toBe('incomplete_body');
  });
});

describe('a JSON body', () => {
  const pass = async (text: string, size = 7): Promise<string> => {
    const bytes = Buffer.from(text);
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    );
    const out: Uint8Array[] = [];
    for await (const chunk of asJsonElements(Readable.from(chunks))) out.push(chunk);
    return Buffer.concat(out).toString();
  };

  it('that is an array or lines passes as it is, one object over several lines as an array of one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (objects, size) => {
          const whole = JSON.stringify(objects, null, 2);
          expect(await pass(whole, size)).toBe(whole);
          const lines = objects.map((object) => JSON.stringify(object)).join('\n');
          expect(await pass(lines, size)).toBe(lines);
          const pretty = JSON.stringify({ first: objects[0] }, null, 2);
          expect(JSON.parse(await pass(pretty, size))).toEqual([JSON.parse(pretty)]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each(['x', '"text"', '12', 'null'])('%s is none', async (text) => {
    await expect(pass(text)).rejects.toMatchObject({ code: 'malformed_json' });
  });
});
