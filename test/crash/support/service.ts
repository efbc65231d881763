import { type Running, startServe } from '../../cli/support/tool.ts';
import { ServiceClient } from '../../support/service-client.ts';

const ADMIN_KEY = 'a-key-for-the-crash-test-and-nothing-else';
export const WEBHOOK_SECRET = 'a-secret-for-the-crash-test';

type Environment = Readonly<Record<string, string>>;

/** A service that is killed and started again; wherever it listens then, its client finds it. */
export class CrashingService {
  readonly env: Environment;
  readonly client: ServiceClient;
  #running: (Running & { readonly address: string }) | null = null;

  /** @param env where its data is: DATA_DIR, DATABASE_URL */
  constructor(env: Environment) {
    this.env = {
      ADMIN_KEY,
      ZOOM_WEBHOOK_SECRET_TOKEN: WEBHOOK_SECRET,
      FINGERPRINT_KEY: 'a-fingerprint-key-for-the-crash-test',
      RATE_LIMIT_MAX: '0',
      LOG_LEVEL: 'error',
      ...env,
    };
    this.client = new ServiceClient(() => this.address, ADMIN_KEY);
  }

  get address(): string {
    return this.#running?.address ?? 'http://127.0.0.1:9';
  }

  async start(): Promise<void> {
    this.#running = await startServe(this.env);
  }

  async kill(): Promise<void> {
    await this.#running?.stop('SIGKILL');
  }

  /** False once the process has ended, by itself or not. */
  get alive(): boolean {
    const child = this.#running?.child;
    return child?.exitCode === null && child.signalCode === null;
  }

  log(): string {
    return this.#running?.stderr() ?? '';
  }

  async stop(): Promise<void> {
    await this.#running?.stop('SIGTERM');
    this.#running = null;
  }
}
