import { parseAddress } from '../core/address.ts';
import { clientFamily } from '../core/client.ts';
import { operationOf } from '../core/operation.ts';
import { addEvent, emptyRollup, type HourRollup } from '../core/rollup.ts';
import { hourOf } from '../core/time.ts';
import type { Attack } from '../scenario/attacks/attack.ts';
import type { Change } from '../scenario/changes/change.ts';
import type { Fleet } from '../scenario/fleet.ts';
import { lookup } from '../scenario/networks.ts';
import type { CredentialInfo } from '../scenario/owner.ts';
import type { WireEvent } from '../scenario/wire.ts';

/** One credential of a generated fleet: what detection may see of it, and the truth beside it. */
export interface CredentialHours {
  readonly info: CredentialInfo;
  /** Ascending. */
  readonly hours: readonly HourRollup[];
  /** What its owner, or everybody at once, did. */
  readonly changes: readonly Change[];
  readonly attacks: readonly Attack[];
}

/** A fleet, rolled up once, so that every detector and every budget is judged on the same events. */
export interface FleetHours {
  readonly start: number;
  readonly end: number;
  readonly events: number;
  readonly credentials: readonly CredentialHours[];
}

/**
 * Rolls up a fleet's events with the owners of their addresses, as an ASN and a country database would name them.
 *
 * @param onHour told of each hour of the fleet that is done, 0…1
 */
export function rollUpFleet(fleet: Fleet, onHour: (share: number) => void = () => undefined): FleetHours {
  const hours = new Map<string, HourRollup[]>(fleet.credentials.map(({ credential }) => [credential, []]));
  let events = 0;
  let now = Number.NEGATIVE_INFINITY;
  for (const { event } of fleet.events()) {
    const hour = hourOf(event.time);
    if (hour > now) {
      now = hour;
      onHour((event.time - fleet.start) / (fleet.end - fleet.start));
    }
    const own = hours.get(event.credential)!;
    let rollup = own.at(-1);
    if (rollup === undefined || rollup.hour < hour) {
      rollup = emptyRollup(hour);
      own.push(rollup);
    }
    addEvent(rollup, seen(event));
    events += 1;
  }
  const { start, end } = fleet;
  const credentials = fleet.credentials.map((info) => ({
    info,
    hours: hours.get(info.credential)!,
    changes: fleet.changes.filter(({ credential }) => credential === null || credential === info.credential),
    attacks: fleet.attacks.filter(({ credential }) => credential === info.credential),
  }));
  return { start, end, events, credentials };
}

/** The same hours as an installation without those databases sees them. */
export function withoutOwners({ addresses, ...rollup }: HourRollup): HourRollup {
  return {
    ...rollup,
    addresses: new Map(
      [...addresses].map(([address, sighting]) => [
        address,
        { ...sighting, asn: null, asnName: null, country: null },
      ]),
    ),
  };
}

const NOBODY = { asn: null, asnName: null, country: null };

/** What roll-ups keep of a line: the parts that the readers would make of it. */
function seen(event: WireEvent): Parameters<typeof addEvent>[1] {
  const sourceIp = event.source_ip === undefined ? null : parseAddress(event.source_ip);
  const operation = operationOf(event.method ?? null, event.host ?? null, event.path ?? null);
  return {
    time: event.time,
    sourceIp,
    status: event.status,
    requestBytes: event.request_bytes ?? null,
    responseBytes: event.response_bytes ?? null,
    operation: operation?.operation ?? null,
    client: clientFamily(event.user_agent ?? null),
    tokenFingerprint: event.token_fingerprint ?? null,
    ...(sourceIp === null ? NOBODY : (lookup(sourceIp) ?? NOBODY)),
  };
}
