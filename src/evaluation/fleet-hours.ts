import { parseAddress } from '../core/address.ts';
import { clientFamily } from '../core/client.ts';
import { operationOf } from '../core/operation.ts';
import { addEvent, emptyRollup, type HourRollup, mergeRollup } from '../core/rollup.ts';
import { hourOf } from '../core/time.ts';
import type { Attack } from '../scenario/attacks/attack.ts';
import type { PlannedAttack } from '../scenario/attacks.ts';
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
    addLine(hours.get(event.credential)!, event);
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

/** The same fleet with the calls of further thefts in it, and nothing else changed. */
export function withThefts(fleet: FleetHours, thefts: readonly PlannedAttack[]): FleetHours {
  return {
    ...fleet,
    events: thefts.reduce((sum, { attack }) => sum + attack.events, fleet.events),
    credentials: fleet.credentials.map((credential) =>
      thefts
        .filter(({ attack }) => attack.credential === credential.info.credential)
        .reduce(withTheft, credential),
    ),
  };
}

function withTheft(credential: CredentialHours, { attack, events }: PlannedAttack): CredentialHours {
  const stolen: HourRollup[] = [];
  for (const { event } of events) addLine(stolen, event);
  const hours = new Map(credential.hours.map((rollup) => [rollup.hour, rollup]));
  for (const rollup of stolen) {
    // Both fleets are judged: the hours of the one without the theft stay as they were.
    const both = emptyRollup(rollup.hour);
    for (const part of [hours.get(rollup.hour), rollup]) if (part !== undefined) mergeRollup(both, part);
    hours.set(rollup.hour, both);
  }
  return {
    ...credential,
    hours: [...hours.values()].sort((a, b) => a.hour - b.hour),
    attacks: [...credential.attacks, attack],
  };
}

/** Adds a line to the last of a credential's hours, or to a new one: lines come in order of time. */
function addLine(hours: HourRollup[], event: WireEvent): void {
  const hour = hourOf(event.time);
  let rollup = hours.at(-1);
  if (rollup === undefined || rollup.hour < hour) {
    rollup = emptyRollup(hour);
    hours.push(rollup);
  }
  addEvent(rollup, seen(event));
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
