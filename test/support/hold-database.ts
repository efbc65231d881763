/*
 * A process of its own that holds the database of a DATA_DIR: `hold-database.ts DATA_DIR serve|command`. Says what it got
 * as one line of JSON, and lets go when its standard input ends.
 */
import { openDatabase } from '../../src/store/open-database.ts';

const [, , dataDir = '', purpose] = process.argv;
const log = {
  info: () => {},
  warn: () => {},
  error: (message: string) => process.stderr.write(`${message}\n`),
};

try {
  const database = await openDatabase({ dataDir, purpose: purpose === 'serve' ? 'serve' : 'command', log });
  process.stdout.write(`${JSON.stringify({ connectionString: database.connectionString })}\n`);
  process.stdin.resume().once('end', () => {
    void database.close().then(() => process.stdout.write('closed\n'));
  });
} catch (error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  process.stdout.write(`${JSON.stringify({ code, message: String(error) })}\n`);
}
