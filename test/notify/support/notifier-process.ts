/*
 * A notifier in a process of its own, to be killed: `notifier-process.ts CONNECTION_STRING WEBHOOK_URL`. Says when it
 * has started.
 */
import { startNotifier } from '../../../src/notify/notifier.ts';
import { openStore } from '../../../src/store/store.ts';

const [, , connectionString = '', slackWebhookUrl = ''] = process.argv;
const toStderr = (message: string) => process.stderr.write(`${message}\n`);

await startNotifier({
  store: openStore(connectionString),
  connectionString,
  settings: { slackWebhookUrl, allowPrivate: true },
  log: { info: () => {}, warn: toStderr, error: toStderr },
});
process.stdout.write('started\n');
