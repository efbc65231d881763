import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Who the issuer signs in; the test changes it between sign-ins. */
interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  groups?: string[];
}

/** A real OpenID Connect provider on loopback, which signs in whoever `person` is without asking. */
export interface TestIssuer {
  readonly issuer: string;
  person: Person;
  /** Answers every request with an error from now on. */
  down: boolean;
  close(): Promise<void>;
}

export async function startIssuer(redirectUri: string): Promise<TestIssuer> {
  let handle: RequestListener = () => {};
  const state = { person: { sub: 'nobody' } as Person, down: false };
  const server = createServer((request, response) => {
    if (state.down) {
      response.writeHead(503).end();
      return;
    }
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'monitor',
        client_secret: 'the-secret-of-the-test-client-0123',
        redirect_uris: [redirectUri],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    scopes: ['openid', 'email', 'profile', 'groups'],
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ ...state.person, sub: id }),
    }),
    interactions: {
      url: (_context: unknown, interaction: { uid: string }) => `/signed-in/${interaction.uid}`,
    },
  });
  const callback = provider.callback();
  handle = (request, response) => {
    if (!request.url?.startsWith('/signed-in/')) return callback(request, response);
    void (async () => {
      const details = await provider.interactionDetails(request, response);
      const grant = new provider.Grant({ accountId: state.person.sub, clientId: 'monitor' });
      grant.addOIDCScope(String(details.params['scope']));
      await provider.interactionFinished(request, response, {
        login: { accountId: state.person.sub },
        consent: { grantId: await grant.save() },
      });
    })();
  };
  return {
    issuer,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    get down() {
      return state.down;
    },
    set down(down) {
      state.down = down;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
