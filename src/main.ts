#!/usr/bin/env -S node --max-semi-space-size=64
import { run } from './cli/run.ts';

// A reader that has had enough (`zoom-monitor … | head`) ends the program quietly; a log that nobody reads must
// not end the service.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), process);
