import { parseAddress } from '../../core/address.ts';
import type { AccessEvent } from '../../core/event.ts';
import type { Use } from '../../core/rollup.ts';
import { type GeoAnswer, NOWHERE } from '../../enrich/geo.ts';
import { ByteMemo } from '../byte-memo.ts';
import { readAgent, readCall } from '../call.ts';
import type { Caller } from '../credential-field.ts';
import { isAbsent } from '../fields.ts';
import type { Line } from '../lines.ts';
import { isFingerprint, sentEventId } from '../normalise.ts';
import { OptionalFields } from '../optional-fields.ts';
import type { ReaderOptions } from '../read-stream.ts';
import { copyShape } from './path-shape.ts';
import { PlainLine } from './plain-line.ts';
import { NumberField, TextField } from './use-fields.ts';

/** What an analysis takes from an event. None of it has to be redacted. */
export type HistoryUse = Use & Pick<AccessEvent, 'credential' | 'credentialId' | 'eventId'>;

/** The id of the event that a line is whose sender gave none: the line has to be read in full for it. */
type NameEvent = (line: string) => string;

/** What stands between method, host and path: no byte of a text without escapes. */
const SEPARATOR = 0;
/** Bytes of a method, a host and the shape of a path. */
const LONGEST_CALL = 192;
const AUTHORIZATION = Buffer.from('authorization');

/**
 * Reads what an analysis takes from plain events (plain-line.ts) in their bytes. Each field means what it means when
 * the line is read in full: the same functions read it, once for each text that is not remembered. Fields that an
 * analysis does not take are passed over.
 */
export class UseReader {
  readonly #options: ReaderOptions;
  readonly #nameEvent: NameEvent;
  readonly #line: PlainLine;
  readonly #id = new TextField('id');
  readonly #method = new TextField('method');
  readonly #host = new TextField('host');
  readonly #path = new TextField('path');
  readonly #address = new TextField('source_ip');
  readonly #agent = new TextField('user_agent');
  readonly #fingerprint = new TextField('token_fingerprint');
  readonly #status = new NumberField('status');
  readonly #requestBytes = new NumberField('request_bytes');
  readonly #responseBytes = new NumberField('response_bytes');
  readonly #fields = [
    this.#id,
    this.#method,
    this.#host,
    this.#path,
    this.#address,
    this.#agent,
    this.#fingerprint,
    this.#status,
    this.#requestBytes,
    this.#responseBytes,
  ];
  readonly #fieldsByLength = byLength(this.#fields);
  readonly #addresses = new ByteMemo(8192, 40, (text) => (isAbsent(text) ? null : parseAddress(text)));
  readonly #clients = new ByteMemo(
    1024,
    192,
    (text) => readAgent({ user_agent: text }, new OptionalFields()).client,
  );
  readonly #operations = new ByteMemo(2048, LONGEST_CALL, operationOfCall);
  /** Undefined where the line is to be read in full. */
  readonly #fingerprints = new ByteMemo(4096, 80, (text) =>
    isAbsent(text) ? null : isFingerprint(text) ? text : undefined,
  );
  readonly #call = Buffer.alloc(LONGEST_CALL);

  constructor(options: ReaderOptions, nameEvent: NameEvent) {
    this.#options = options;
    this.#nameEvent = nameEvent;
    this.#line = new PlainLine(options, this.#visit);
  }

  /** Null when the line is to be read in full. */
  read(line: Line): HistoryUse | null {
    for (const field of this.#fields) field.clear();
    if (!this.#line.read(line)) return null;
    const { bytes, caller, time } = this.#line;
    const status = this.#status.value;
    const operation = this.#readOperation(bytes);
    const tokenFingerprint = this.#fingerprints.of(bytes, this.#fingerprint.start, this.#fingerprint.end);
    if (caller === null || operation === undefined || tokenFingerprint === undefined) return null;
    if (status !== null && (status < 100 || status > 599)) return null;
    const sourceIp = this.#addresses.of(bytes, this.#address.start, this.#address.end);
    const geo = sourceIp === null || this.#options.geo === undefined ? NOWHERE : this.#options.geo(sourceIp);
    const senderId = this.#id.textIn(bytes);
    const isNamed = !isAbsent(senderId);
    const use = new PlainUse(caller, geo, isNamed ? senderId : line.text, isNamed, this.#nameEvent);
    use.time = time;
    use.status = status;
    use.requestBytes = this.#requestBytes.value;
    use.responseBytes = this.#responseBytes.value;
    use.sourceIp = sourceIp;
    use.operation = operation;
    use.client = this.#clients.of(bytes, this.#agent.start, this.#agent.end);
    use.tokenFingerprint = tokenFingerprint;
    return use;
  }

  readonly #visit = (name: number, nameEnd: number, value: number, valueEnd: number): boolean => {
    const fields = this.#fieldsByLength[nameEnd - name];
    if (fields === undefined) return true;
    for (const field of fields) {
      if (this.#line.isAt(name, field.name)) return field.take(this.#line.bytes, value, valueEnd);
    }
    return nameEnd - name !== AUTHORIZATION.length || !this.#line.isAt(name, AUTHORIZATION);
  };

  /** Undefined when the call is too long to be remembered. */
  #readOperation(bytes: Buffer): string | null | undefined {
    const call = this.#call;
    let end = this.#method.copyTo(call, 0, bytes);
    call[end] = SEPARATOR;
    end = this.#host.copyTo(call, end + 1, bytes);
    call[end] = SEPARATOR;
    end = copyShape(bytes, this.#path.start, this.#path.end, call, end + 1);
    return end < LONGEST_CALL ? this.#operations.of(call, 0, end) : undefined;
  }
}

/** The operation of a method, a host and the shape of a path. */
function operationOfCall(call: string): string | null {
  const [method, host, path] = call.split('\0');
  return readCall({ method, host, path }, new OptionalFields()).operation;
}

function byLength<T extends { readonly name: Buffer }>(fields: readonly T[]): T[][] {
  const sorted: T[][] = [];
  for (const field of fields) {
    sorted[field.name.length] ??= [];
    sorted[field.name.length]!.push(field);
  }
  return sorted;
}

/** A use whose event is named when somebody asks, since few do: those of equal times. */
class PlainUse implements HistoryUse {
  time = Number.NaN;
  status: number | null = null;
  requestBytes: number | null = null;
  responseBytes: number | null = null;
  sourceIp: string | null = null;
  operation: string | null = null;
  client: string | null = null;
  tokenFingerprint: string | null = null;
  readonly #caller: Caller;
  readonly #geo: GeoAnswer;
  /** The sender's id, or else the line. */
  readonly #origin: string;
  readonly #isNamed: boolean;
  readonly #nameEvent: NameEvent;
  #eventId: string | null = null;

  constructor(caller: Caller, geo: GeoAnswer, origin: string, isNamed: boolean, nameEvent: NameEvent) {
    this.#caller = caller;
    this.#geo = geo;
    this.#origin = origin;
    this.#isNamed = isNamed;
    this.#nameEvent = nameEvent;
  }

  get credential(): string {
    return this.#caller.credential;
  }

  get credentialId(): string {
    return this.#caller.credentialId;
  }

  get asn(): number | null {
    return this.#geo.asn;
  }

  get asnName(): string | null {
    return this.#geo.asnName;
  }

  get country(): string | null {
    return this.#geo.country;
  }

  get eventId(): string {
    this.#eventId ??= this.#isNamed ? sentEventId(this.#origin) : this.#nameEvent(this.#origin);
    return this.#eventId;
  }
}
