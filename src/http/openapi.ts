import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Access } from './auth.ts';

const WHO: Readonly<Record<Access, string>> = {
  none: 'No key.',
  signature: 'Signed by Zoom; no key.',
  ingest: 'Role: ingest (or admin).',
  read: 'Role: read (or respond, admin).',
  respond: 'Role: respond (or admin).',
  admin: 'Role: admin.',
};

/** Collects the description from the routes that are registered after it. */
export async function collectApiDescription(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'zoom-usage-monitor',
        version: '1',
        description:
          'Errors are problem documents (RFC 9457) with a stable `code`. Times are RFC 3339 in UTC. Listings are ' +
          'paged by cursor. Parameters that a route does not know are refused.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access ?? 'admin';
      const described = {
        ...schema,
        description: [WHO[access], schema.description].filter(Boolean).join(' '),
      };
      const keyless = access === 'none' || access === 'signature';
      return { url, schema: { ...described, security: keyless ? [] : [{ key: [] }] } };
    },
    refResolver: { buildLocalReference: (schema) => String(schema['$id']) },
    // Bodies that are read as streams have no schema to validate by, so they are described here.
    transformObject: (given) => {
      const document = 'openapiObject' in given ? given.openapiObject : given.swaggerObject;
      for (const [path, requestBody] of Object.entries(STREAMED_BODIES)) {
        const operation = (document.paths as Record<string, { post?: object }> | undefined)?.[path]?.post;
        if (operation !== undefined) Object.assign(operation, { requestBody });
      }
      return document;
    },
  });
}

/** The description, as GET /openapi.json and docs/openapi.json give it. */
export const describeApi = (app: FastifyInstance): object => app.swagger();

const text = (example: string) => ({ schema: { type: 'string', examples: [example] } });

const EVENT =
  '{"time":"2026-03-01T12:00:00Z","credential":"CLIENT_ID","source_ip":"192.0.2.1","method":"GET","path":"/v2/users","status":200}';

const DELIVERY = {
  required: true,
  description: 'A delivery as Zoom signs it: the raw bytes count',
  content: { 'application/json': { schema: { type: 'object' } } },
};

const STREAMED_BODIES: Readonly<Record<string, object>> = {
  '/v1/events': {
    required: true,
    description:
      'Lines, or a JSON array or object; `Content-Encoding: gzip` is read. At most 64 MiB, 512 MiB unpacked',
    content: {
      'application/x-ndjson': text(`${EVENT}\n`),
      'text/plain': text(
        '192.0.2.1 - CLIENT_ID [01/Mar/2026:12:00:00 +0000] "GET /v2/users HTTP/1.1" 200 512 "-" "curl/8"\n',
      ),
      'application/json': {
        schema: { oneOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }] },
      },
    },
  },
  '/v1/webhooks/zoom': DELIVERY,
  '/v1/webhooks/zoom/{app}': DELIVERY,
};
