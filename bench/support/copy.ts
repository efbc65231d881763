import type pg from 'pg';

/** Runs `COPY … TO STDOUT` and gives the bytes of its rows, as they came. The other way: src/store/copy-in.ts. */
export function copyOut(client: pg.Client, statement: string): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    // pg reads into the same memory again and again, so that what it hands over must be copied.
    const chunks: Buffer[] = [];
    client.query({
      submit: (connection: pg.Connection) => connection.query(statement),
      handleCopyData: ({ chunk }: { chunk: Buffer }) => chunks.push(Buffer.from(chunk)),
      handleCommandComplete: () => {},
      handleError: reject,
      handleReadyForQuery: () => resolve(chunks),
    } as pg.Submittable);
  });
}
