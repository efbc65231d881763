import pg from 'pg';

/** The five-character SQLSTATE with which PostgreSQL refused, if it was PostgreSQL. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/**
 * Whether the error says that there is no server to talk to now: it stopped, restarts, fails over, cannot be reached, or
 * takes no more connections. What was sent last may or may not have been committed.
 */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return state.startsWith('08') || GOING_AWAY.has(state);
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && UNREACHABLE.has(error.code)) return true;
  return DRIVER_MESSAGES.test(error.message);
}

/**
 * admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout, idle_in_transaction_session_timeout,
 * too_many_connections.
 */
const GOING_AWAY = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '53300']);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
  // A unix socket whose server is gone.
  'ENOENT',
]);

/** node-postgres gives these no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable)/;
