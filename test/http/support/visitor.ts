import type { TestService } from './service.ts';

/** A browser as the service sees it: keeps the cookie, says where its pages come from. */
export interface Visitor {
  ask(path: string, init?: RequestInit): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The cookie as it would be sent, or ''. */
  cookie(): string;
  /** Of another visitor, stolen. */
  takeCookie(cookie: string): void;
}

export function visitor(service: Pick<TestService, 'url'>, agent = 'a test browser'): Visitor {
  const jar = new Map<string, string>();
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask: Visitor['ask'] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (jar.size > 0 && !headers.has('cookie')) headers.set('cookie', cookie());
    if (!headers.has('user-agent')) headers.set('user-agent', agent);
    const answer = await fetch(`${service.url}${path}`, { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    ask,
    send: (method, path, body, headers = {}) =>
      ask(path, {
        method,
        headers: {
          origin: service.url,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    cookie,
    takeCookie: (stolen) => {
      const [name = '', value = ''] = stolen.split('=');
      jar.set(name, value);
    },
  };
}
