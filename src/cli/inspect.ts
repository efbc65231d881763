import { type Inspection, inspectToken } from '../ingest/inspect-token.ts';
import { EXIT, type Io, say, table } from './io.ts';
import { readSecret } from './read-secret.ts';

const KINDS: Readonly<Record<Inspection['kind'], string>> = {
  oauth: 'OAuth access token of Zoom',
  api_key: 'JWT signed with an API key',
  meeting_sdk: 'Meeting SDK signature',
  video_sdk: 'Video SDK signature',
  client_secret: 'client id and secret (Basic)',
  unknown: 'not a token that says whose it is',
};

/**
 * `inspect`: says what a token is without any secret and without asking Zoom. Its claims are unverified, so what
 * they say is shown as text that cannot act on a terminal.
 */
export async function inspect(options: { json?: boolean }, io: Io): Promise<number> {
  const token = await readSecret(io, 'Paste the token and press Enter (it is not shown): ');
  // A header is what people copy from a log.
  const found = inspectToken(token.replace(/^(proxy-)?authorization:\s*/i, ''), Date.now());
  if (options.json === true) {
    say(io, JSON.stringify(asJson(found), null, 2));
    return EXIT.ok;
  }
  const rows = [
    ['kind', KINDS[found.kind]],
    ['identifier', found.identifier ?? 'none'],
    ['account', found.account ?? 'not named'],
    ['issued', timeOf(found.issuedAt)],
    ['expires', timeOf(found.expiresAt)],
    ['still valid', validity(found)],
    ['to revoke', found.howToRevoke],
  ];
  for (const line of table(rows)) say(io, printable(line));
  return EXIT.ok;
}

const asJson = (found: Inspection): object => ({
  kind: found.kind,
  identifier: found.identifier,
  account: found.account,
  issued_at: isoOf(found.issuedAt),
  expires_at: isoOf(found.expiresAt),
  valid: found.valid,
  how_to_revoke: found.howToRevoke,
});

function validity({ valid }: Inspection): string {
  if (valid === null) return 'it carries no end: treat it as valid';
  return valid ? 'yes, by its own dates' : 'no, it has expired';
}

/** Dates in a token are anybody's numbers: beyond what a date can hold they are not shown. */
const isoOf = (time: number | null): string | null =>
  time !== null && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : null;

const timeOf = (time: number | null): string => isoOf(time) ?? 'not said';

const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, '\u{fffd}');
