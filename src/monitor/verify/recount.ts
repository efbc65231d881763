import { parseAddress } from '../../core/address.ts';
import { clientFamily } from '../../core/client.ts';
import { addEvent, emptyRollup, type HourRollup, type Use } from '../../core/rollup.ts';
import { type HourNumber, hourOf } from '../../core/time.ts';
import { cleanText } from '../../ingest/clean-text.ts';
import { clientOfDelivery } from '../../ingest/zoom-webhook.ts';
import { readUses, type StoredUse } from '../../store/queries/recount.ts';
import type { StoreTransaction } from '../../store/transaction.ts';

/**
 * The roll-ups of one credential's hours `from`…`to`, counted anew from its stored events, ascending. The names of
 * networks are not kept with events, so they are missing.
 */
export async function recountHours(
  trx: StoreTransaction,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<Map<HourNumber, HourRollup>> {
  const hours = new Map<HourNumber, HourRollup>();
  for await (const page of readUses(trx, credentialId, from, to)) {
    for (const row of page) {
      const hour = hourOf(row.occurred_at.getTime());
      let rollup = hours.get(hour);
      if (rollup === undefined) {
        rollup = emptyRollup(hour);
        hours.set(hour, rollup);
      }
      addEvent(rollup, useOf(row));
    }
  }
  return hours;
}

/** What the roll-up took from the event when it came. */
function useOf(row: StoredUse): Use {
  return {
    time: row.occurred_at.getTime(),
    status: row.status,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    sourceIp: row.source_ip === null ? null : addressOf(row.source_ip),
    operation: row.operation,
    client: clientOf(row),
    tokenFingerprint: row.token_fingerprint,
    asn: row.asn,
    asnName: null,
    country: row.country,
  };
}

/**
 * The canonical form of what the database writes. It ends some IPv6 addresses with a dotted IPv4 one (`::192.0.2.1`), which
 * readers of addresses take for a mapped one.
 */
function addressOf(text: string): string | null {
  if (!text.includes(':')) return text;
  return parseAddress(text.replace(DOTTED_END, (_all, ...parts) => hexOf(parts.slice(0, 4).map(Number))));
}

const DOTTED_END = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

const hexOf = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string =>
  `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;

function clientOf({ operation, user_agent: userAgent, extra }: StoredUse): string | null {
  if (operation?.startsWith('webhook ')) return clientOfDelivery(userAgent, extra);
  return userAgent === null ? null : clientFamily(cleanText(userAgent));
}
