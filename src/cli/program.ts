import { Command } from 'commander';
import { readVersion } from '../config/version.ts';
import type { DemoOptions } from './demo.ts';
import type { DoctorOptions } from './doctor.ts';
import type { Io } from './io.ts';
import type { CreateOptions } from './keys.ts';
import { addHistory } from './program-history.ts';
import { addUsers } from './program-users.ts';
import { addZoom } from './program-zoom.ts';

type SetExitCode = (code: number) => void;

/**
 * The command line: names, options, help. Each command's work is in the file of its name, loaded when it is asked
 * for, so that `--help` and `inspect` start at once.
 */
export function buildProgram(io: Io, setExitCode: SetExitCode): Command {
  const program = new Command('zoom-monitor')
    .description('Notices when a leaked Zoom API credential is being abused.')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('--help', 'explain the command')
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .showHelpAfterError('Run it with --help to see how it is used.')
    .exitOverride()
    .addHelpText('after', GUIDE);
  addService(program, io, setExitCode);
  addHistory(program, io, setExitCode);
  addKeys(program, io, setExitCode);
  addUsers(program, io, setExitCode);
  addZoom(program, io, setExitCode);
  addOperations(program, io, setExitCode);
  return program;
}

const GUIDE = `
Begin with:
  $ zoom-monitor analyze access.log             the whole detector on a log that you have
  $ zoom-monitor demo                           a made-up month with a theft in it: see what it does
  $ zoom-monitor serve                          the service, on a database of its own under .data/
  $ zoom-monitor keys create --role ingest --name gateway
                                                a key for the log shipper
  $ zoom-monitor doctor                         what is set, what is wrong, what to do

Settings are environment variables: "zoom-monitor doctor" prints each of them.
Exit codes: 0 done, 1 failed, 2 the command line or a setting is wrong, 3 analyze found something.`;

function addService(program: Command, io: Io, setExitCode: SetExitCode): void {
  program
    .command('serve')
    .description('run the service: HTTP API, detection, deliveries')
    .addHelpText(
      'after',
      example(
        'PORT=9000 TIME_ZONE=Europe/Berlin zoom-monitor serve',
        'Without DATABASE_URL it keeps an embedded PostgreSQL under DATA_DIR. SIGTERM ends it within 10 seconds.',
      ),
    )
    .action(async () => setExitCode(await (await import('./serve.ts')).serve(io)));
  program
    .command('demo')
    .description('play a made-up month with a theft in it through the real service, and show what it finds')
    .option('--exit', 'end after the report; exit code 1 when the theft was not alerted')
    .option('--port <n>', 'where to listen; default: PORT, or any free one when that is taken')
    .addHelpText(
      'after',
      example(
        'zoom-monitor demo',
        'It keeps an embedded PostgreSQL in demo/ under DATA_DIR, which each demonstration empties first. Ctrl-C ends it.',
      ),
    )
    .action(async (options: DemoOptions) => setExitCode(await (await import('./demo.ts')).demo(options, io)));
}

function addKeys(program: Command, io: Io, setExitCode: SetExitCode): void {
  const keys = program.command('keys').description('keys of the HTTP API');
  keys
    .command('create')
    .description('make a key and print it, this once')
    .requiredOption('--role <role>', 'ingest, read, respond or admin')
    .requiredOption('--name <name>', 'who uses it; for ingest also the name of the log source')
    .option('--source <name>', 'ingest: the log source of every event it sends')
    .option('--credentials <glob>', 'ingest: the credentials it may report on, * for any characters')
    .option(
      '--new-credentials-per-hour <n>',
      'ingest: credentials never seen before that it may bring in an hour',
    )
    .option('--expires-in <duration>', 'such as 12h, 90d or 4w; without it the key does not expire')
    .addHelpText(
      'after',
      example(
        'zoom-monitor keys create --role ingest --name gateway --expires-in 90d > gateway.key',
        'The key goes to stdout, all else to stderr. A running service takes it at once.',
      ),
    )
    .action(async (options: CreateOptions) =>
      setExitCode(await (await import('./keys.ts')).createKey(options, io)),
    );
  keys
    .command('list')
    .description('every key ever made, without its secret')
    .option('--json', 'as JSON')
    .addHelpText('after', example('zoom-monitor keys list'))
    .action(async (options: { json?: boolean }) =>
      setExitCode(await (await import('./keys.ts')).listKeys(options, io)),
    );
  keys
    .command('revoke')
    .description('end a key for good')
    .argument('<id>', 'as "keys list" shows it')
    .addHelpText('after', example('zoom-monitor keys revoke 4b0f9c52-6a0e-4a57-9a1c-1f3c8f0f2a11'))
    .action(async (id: string) => setExitCode(await (await import('./keys.ts')).revokeKey(id, io)));
  addFingerprintKey(keys, io, setExitCode);
}

function addFingerprintKey(keys: Command, io: Io, setExitCode: SetExitCode): void {
  keys
    .command('replace-fingerprint-key')
    .description(
      'when the fingerprint key is lost: take the one of this process for the database from now on',
    )
    .addHelpText(
      'after',
      example(
        'FINGERPRINT_KEY=file:/run/secrets/fingerprint-key zoom-monitor keys replace-fingerprint-key',
        'Tokens seen before are not recognised again. Set the same key in every replica, then restart them.',
      ),
    )
    .action(async () => setExitCode(await (await import('./keys.ts')).replaceKey(io)));
}

function addOperations(program: Command, io: Io, setExitCode: SetExitCode): void {
  program
    .command('migrate')
    .description("bring the database's schema up to date, as serve does at its start")
    .addHelpText('after', example('DATABASE_URL=file:/run/secrets/database-url zoom-monitor migrate'))
    .action(async () => setExitCode(await (await import('./migrate.ts')).migrate(io)));
  program
    .command('doctor')
    .description('print every setting, check the installation, say what to do')
    .option('--json', 'as JSON')
    .option('--verify', 'recount hourly roll-ups and profiles from the stored events, and say what differs')
    .option('--repair', 'verify, ask, then write anew what differs')
    .option('--yes', 'consent to --repair without being asked')
    .addHelpText('after', example('zoom-monitor doctor --verify', VERIFY_NOTE))
    .action(async (options: DoctorOptions) =>
      setExitCode(await (await import('./doctor.ts')).doctor(options, io)),
    );
  program
    .command('inspect')
    .description('tell what a Zoom token is, whose, and how to revoke it; read from stdin, never shown')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      example(
        'zoom-monitor inspect < leaked-token.txt',
        'At a terminal it asks for the token and does not show what is typed. Nothing of the secret is printed or kept.',
      ),
    )
    .action(async (options: { json?: boolean }) =>
      setExitCode(await (await import('./inspect.ts')).inspect(options, io)),
    );
}

const VERIFY_NOTE = `Exit code 1 when there is a problem. Shows no secret.
--verify may run beside the service. It reads every stored event once, changes nothing, and names each credential and
hour that differs. --repair then takes the lock of one credential at a time, writes its roll-ups as the events say and
drops the checkpoints that held something else; scores and alerts stay. Hours older than the events that are kept
(RETENTION_DAYS) cannot be recounted: it says how many.`;

const example = (command: string, note?: string): string =>
  `\nExample:\n  $ ${command}\n${note === undefined ? '' : `\n${note}\n`}`;
