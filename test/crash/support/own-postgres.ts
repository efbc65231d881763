import { readdirSync, readFileSync } from 'node:fs';
import { startEmbedded } from '../../../src/store/embedded/embedded.ts';
import { emptyDir, processExists, quietLog, removeDataDir, waitUntil } from '../../support/data-dir.ts';

/** A PostgreSQL that belongs to the test and not to the service, as an operator's own does: DATABASE_URL. */
export class OwnPostgres {
  readonly url: string;
  readonly #dataDir: string;
  #pid: number;

  private constructor(dataDir: string, url: string, pid: number) {
    this.#dataDir = dataDir;
    this.url = url;
    this.#pid = pid;
  }

  static async start(): Promise<OwnPostgres> {
    const dataDir = emptyDir();
    const { connectionString, pid } = await startEmbedded({ dataDir, log: quietLog });
    return new OwnPostgres(dataDir, connectionString, pid);
  }

  /** Its socket, for a proxy before it. */
  get socket(): string {
    const url = new URL(this.url);
    return `${url.searchParams.get('host')}/.s.PGSQL.${url.port}`;
  }

  /** Ends the postmaster by a signal: SIGKILL, SIGINT (fast shutdown) or SIGQUIT (immediate shutdown). */
  async end(signal: 'SIGKILL' | 'SIGINT' | 'SIGQUIT'): Promise<void> {
    process.kill(this.#pid, signal);
    await waitUntil(() => !processExists(this.#pid));
  }

  /** kill -9 of one of its processes; the postmaster ends all others and recovers. False when there is none. */
  killOne(pick: (pids: readonly number[]) => number | undefined): boolean {
    const pid = pick(childrenOf(this.#pid));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return pid !== undefined;
  }

  /** Starts it again where it was. */
  async startAgain(): Promise<void> {
    this.#pid = (await startEmbedded({ dataDir: this.#dataDir, log: quietLog })).pid;
  }

  async remove(): Promise<void> {
    await removeDataDir(this.#dataDir);
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

/** The fourth field of /proc/PID/stat, after a name in parentheses that may hold anything. */
function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
