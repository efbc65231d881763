import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, startTool } from '../../cli/support/tool.ts';
import { removeDataDir } from '../../support/data-dir.ts';
import { MonitorClient } from './monitor-client.ts';
import { freePort } from './process.ts';

/** The service on an embedded database of its own, with a key to send and one to read. */
export interface RunningService {
  readonly url: string;
  readonly ingestKey: string;
  readonly client: MonitorClient;
  /** Stops it and removes its database. */
  stop(): Promise<void>;
}

/** Starts it below `folder`. */
export async function startRunningService(folder: string): Promise<RunningService> {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const port = String(await freePort());
  const environment = { DATA_DIR: dataDir, PORT: port, FINGERPRINT_KEY: 'f'.repeat(64) };
  const service: Running = startTool(['serve'], environment);
  await service.until(/Listening on/);
  const makeKey = async (role: string): Promise<string> => {
    const made = await startTool(['keys', 'create', '--role', role, '--name', `flow-${role}`], environment)
      .ended;
    if (made.code !== 0) throw new Error(made.stderr + made.stdout);
    return made.stdout.trim();
  };
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    ingestKey: await makeKey('ingest'),
    client: new MonitorClient(url, await makeKey('read')),
    stop: async () => {
      await service.stop('SIGTERM');
      await removeDataDir(dataDir);
    },
  };
}
