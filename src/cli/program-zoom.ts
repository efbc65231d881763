import type { Command } from 'commander';
import type { Io } from './io.ts';

type SetExitCode = (code: number) => void;

/** Commands about what is pulled from Zoom. */
export function addZoom(program: Command, io: Io, setExitCode: SetExitCode): void {
  program
    .command('pull')
    .description('read from Zoom, once, what it knows: sign-ins, admin operations, API calls, lost webhooks')
    .addHelpText('after', PULL_HELP)
    .action(async () => setExitCode(await (await import('./pull.ts')).pull(io)));
  const apps = program
    .command('apps')
    .description('apps of the Zoom account whose call logs are pulled, and which credential each is');
  apps
    .command('list')
    .description('every app that Zoom lists, its credential, and the one that our own logs suggest')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ zoom-monitor apps list\n')
    .action(async (options: { json?: boolean }) =>
      setExitCode(await (await import('./apps.ts')).listZoomApps(options, io)),
    );
  apps
    .command('link')
    .description('say, once, which credential an app is: its client id, as it stands in your own logs')
    .argument('<app>', 'the id of the app, as "apps list" shows it')
    .argument('<client-id>', 'on the App Credentials page of the app')
    .addHelpText('after', LINK_HELP)
    .action(async (app: string, clientId: string) =>
      setExitCode(await (await import('./apps.ts')).linkZoomAppTo(app, clientId, io)),
    );
  apps
    .command('unlink')
    .description('take it back')
    .argument('<app>', 'the id of the app')
    .addHelpText('after', '\nExample:\n  $ zoom-monitor apps unlink 7uXzRZ3yS1mKjPqTn4Vb2A\n')
    .action(async (app: string) =>
      setExitCode(await (await import('./apps.ts')).linkZoomAppTo(app, null, io)),
    );
}

const PULL_HELP = `
Example:
  $ ZOOM_ACCOUNT_ID=aBcDeFgHiJkLmNoPqRsTuV ZOOM_CLIENT_ID=AbCdEfGhIjKlMnOpQrStUv \\
    ZOOM_CLIENT_SECRET=file:/run/secrets/zoom-client-secret zoom-monitor pull

The settings are those of a Server-to-Server OAuth app with the scopes that docs/pulls.md lists. The service pulls by
itself while they are set; this is for one pass without it. The first pass reads six months, which takes a while: at most a
quarter of the account's limits is used. It may be interrupted and repeated: nothing is lost, nothing comes twice.
Exit code 1 when something could not be read; it says what, and what to do.`;

const LINK_HELP = `
Example:
  $ zoom-monitor apps link 7uXzRZ3yS1mKjPqTn4Vb2A AbCdEfGhIjKlMnOpQrStUv

Zoom logs the calls of an app, and does not tell its client id. They are kept under app:ID, and a link says with which of your
own logs they are to be compared.`;
