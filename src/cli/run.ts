import { reportFailure } from './failure.ts';
import { EXIT, type Io } from './io.ts';
import { buildProgram } from './program.ts';

/** Runs the command line `argv` (without node and script) and gives the exit code. Never rejects. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportFailure(error, io);
  }
}
