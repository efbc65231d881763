const PREFIX = 'ledger ';

/** How a call that only Zoom saw is stored, among the operations of its credential: `ledger GET /users`. */
export const ledgerOperation = (operation: string | null): string =>
  `${PREFIX}${operation ?? 'unknown'}`.slice(0, 200);

export const isLedgerOperation = (operation: string): boolean => operation.startsWith(PREFIX);

/** The call itself, whoever saw it. */
export const calledBy = (operation: string): string =>
  isLedgerOperation(operation) ? operation.slice(PREFIX.length) : operation;
