import { startServer } from './support/server.ts';
import { measureIngest } from './parts/ingest.ts';
import { DEFAULT_SIZES } from './sizes.ts';
const server = await startServer();
try {
const runs = await measureIngest(server, { ...DEFAULT_SIZES.ingest, rounds: 2, events: 20000, history: 10000 }, { profileTo: process.argv[2] });
process.stdout.write(JSON.stringify(runs, null, 2) + '\n');
} finally { await server.close(); }
