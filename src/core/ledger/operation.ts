const PREFIX = 'ledger ';

/** How a call that only Zoom saw is stored, among the operations of its credential: `ledger GET /users`. */
export const ledgerOperation = (operation: string | null): string =>
  `${PREFIX}${operation ?? 'unknown'}`.slice(0, 200);

export const isLedgerOperation = (operation: string): boolean => operation.startsWith(PREFIX);

/** The call itself, whoever saw it. */
export const calledBy = (operation: string): string =>
  isLedgerOperation(operation) ? operation.slice(PREFIX.length) : operation;

const QUOTA = 'quota ';

/** How an hour in which a daily limit of the account fell too far is stored, among the operations of the account: `quota Heavy 60000`. */
export const quotaOperation = (label: string): string => `${QUOTA}${label}`;

export const isQuotaOperation = (operation: string): boolean => operation.startsWith(QUOTA);

/** Which limit it was: `Heavy 60000`. */
export const quotaOf = (operation: string): string => operation.slice(QUOTA.length);
