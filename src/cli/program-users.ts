import type { Command } from 'commander';
import type { Io } from './io.ts';
import type { NewUserOptions } from './users.ts';

type SetExitCode = (code: number) => void;

const ADDRESS = 'the e-mail address, as "users list" shows it';

/** Commands about the people who sign in. */
export function addUsers(program: Command, io: Io, setExitCode: SetExitCode): void {
  const users = program.command('users').description('people who sign in to the pages');
  users
    .command('create')
    .description('add somebody; the password is read from stdin, never from the command line')
    .requiredOption('--name <name>', 'as the audit trail will name them')
    .requiredOption('--email <address>', 'what they sign in with; it cannot be changed later')
    .requiredOption('--role <role>', 'read, respond or admin')
    .addHelpText(
      'after',
      '\nExample:\n  $ zoom-monitor users create --name "Ada Lovelace" --email ada@example.com --role admin\n',
    )
    .action(async (options: NewUserOptions) =>
      setExitCode(await (await import('./users.ts')).createUserNow(options, io)),
    );
  users
    .command('list')
    .description('everybody, by name')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ zoom-monitor users list\n')
    .action(async (options: { json?: boolean }) =>
      setExitCode(await (await import('./users.ts')).listUsersNow(options, io)),
    );
  users
    .command('disable')
    .description(
      'let somebody in no more, and end their sessions; nobody is deleted, as the audit trail names them',
    )
    .argument('<email>', ADDRESS)
    .addHelpText('after', '\nExample:\n  $ zoom-monitor users disable ada@example.com\n')
    .action(async (email: string) =>
      setExitCode(await (await import('./users.ts')).disableUser(email, true, io)),
    );
  users
    .command('enable')
    .description('let them in again')
    .argument('<email>', ADDRESS)
    .addHelpText('after', '\nExample:\n  $ zoom-monitor users enable ada@example.com\n')
    .action(async (email: string) =>
      setExitCode(await (await import('./users.ts')).disableUser(email, false, io)),
    );
  users
    .command('reset-password')
    .description('set a new password, read from stdin, and end their sessions')
    .argument('<email>', ADDRESS)
    .addHelpText(
      'after',
      '\nExample:\n  $ zoom-monitor users reset-password ada@example.com < new-password.txt\n',
    )
    .action(async (email: string) =>
      setExitCode(await (await import('./users.ts')).resetPassword(email, io)),
    );
}
