import type pg from 'pg';

/** What pg calls on a query that it runs; its types leave out the half that COPY needs. */
interface CopyConnection extends pg.Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** Runs `COPY … TO STDOUT` and gives the bytes of its rows, as they came. */
export async function copyOut(client: pg.Client, statement: string): Promise<Buffer[]> {
  // pg reads into the same memory again and again, so that what it hands over must be copied.
  const chunks: Buffer[] = [];
  await run(client, statement, { onData: (chunk) => chunks.push(Buffer.from(chunk)) });
  return chunks;
}

/** Runs `COPY … FROM STDIN` with these bytes; resolves when the server has committed them. */
export async function copyIn(client: pg.Client, statement: string, chunks: readonly Buffer[]): Promise<void> {
  await run(client, statement, { send: chunks });
}

interface Copy {
  readonly send?: readonly Buffer[];
  readonly onData?: (chunk: Buffer) => void;
}

function run(client: pg.Client, statement: string, { send = [], onData }: Copy): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    client.query({
      submit: (connection: pg.Connection) => connection.query(statement),
      handleCopyInResponse: (connection: CopyConnection) => {
        for (const chunk of send) connection.sendCopyFromChunk(chunk);
        connection.endCopyFrom();
      },
      handleCopyData: ({ chunk }: { chunk: Buffer }) => onData?.(chunk),
      handleCommandComplete: () => {},
      handleError: (error: Error) => {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (failure === undefined) resolve();
      },
    } as pg.Submittable);
  });
}
