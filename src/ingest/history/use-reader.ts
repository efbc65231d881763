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
import { wholeNumberIn } from './flat-json.ts';
import { copyShape } from './path-shape.ts';
import { FIRST_WANTED, PlainLine } from './plain-line.ts';

/** What an analysis takes from an event. None of it has to be redacted. */
export type HistoryUse = Use & Pick<AccessEvent, 'credential' | 'credentialId' | 'eventId'>;

/** The id of the event that a line is whose sender gave none: the line has to be read in full for it. */
type NameEvent = (line: string) => string;

/** What stands between method, host and path: no byte of a text without escapes. */
const SEPARATOR = 0;
/** Bytes of a method, a host and the shape of a path. */
const LONGEST_CALL = 192;
/** What is taken of a line beside its time and credential. */
const WANTED = [
  ['id', 'text'],
  ['method', 'text'],
  ['host', 'text'],
  ['path', 'text'],
  ['source_ip', 'text'],
  ['user_agent', 'text'],
  ['token_fingerprint', 'text'],
  ['status', 'number'],
  ['request_bytes', 'number'],
  ['response_bytes', 'number'],
] as const;
const [ID, METHOD, HOST, PATH, ADDRESS, AGENT, FINGERPRINT, STATUS, REQUEST_BYTES, RESPONSE_BYTES] =
  WANTED.map((_, index) => FIRST_WANTED + index) as Ten;
type Ten = [number, number, number, number, number, number, number, number, number, number];

/**
 * Reads what an analysis takes from plain events (plain-line.ts) in their bytes. Each field means what it means when
 * the line is read in full: the same functions read it, once for each text that is not remembered. Fields that an
 * analysis does not take are passed over.
 */
export class UseReader {
  readonly #options: ReaderOptions;
  readonly #nameEvent: NameEvent;
  readonly #line: PlainLine;
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
    this.#line = new PlainLine(options, WANTED, ['authorization']);
  }

  /** Null when the line is to be read in full. */
  read(line: Line): HistoryUse | null {
    if (!this.#line.read(line)) return null;
    const { bytes, caller, time } = this.#line;
    const status = this.#numberOf(STATUS);
    const requestBytes = this.#numberOf(REQUEST_BYTES);
    const responseBytes = this.#numberOf(RESPONSE_BYTES);
    if (status === undefined || requestBytes === undefined || responseBytes === undefined) return null;
    if (status !== null && (status < 100 || status > 599)) return null;
    const operation = this.#readOperation(bytes);
    const tokenFingerprint = this.#remembered(this.#fingerprints, FINGERPRINT);
    if (caller === null || operation === undefined || tokenFingerprint === undefined) return null;
    const sourceIp = this.#remembered(this.#addresses, ADDRESS);
    const geo = sourceIp === null || this.#options.geo === undefined ? NOWHERE : this.#options.geo(sourceIp);
    const senderId = this.#textOf(ID);
    const isNamed = !isAbsent(senderId);
    const use = new PlainUse(caller, geo, isNamed ? senderId : line.text, isNamed, this.#nameEvent);
    use.time = time;
    use.status = status;
    use.requestBytes = requestBytes;
    use.responseBytes = responseBytes;
    use.sourceIp = sourceIp;
    use.operation = operation;
    use.client = this.#remembered(this.#clients, AGENT);
    use.tokenFingerprint = tokenFingerprint;
    return use;
  }

  #remembered<T>(memo: ByteMemo<T>, index: number): T {
    const { starts, ends } = this.#line.members;
    return memo.of(this.#line.bytes, starts[index]!, ends[index]!);
  }

  #textOf(index: number): string {
    const { starts, ends } = this.#line.members;
    return starts[index] === ends[index]
      ? ''
      : this.#line.bytes.toString('utf8', starts[index]!, ends[index]!);
  }

  /** Undefined when it is to be read in full. */
  #numberOf(index: number): number | null | undefined {
    const { starts, ends } = this.#line.members;
    if (ends[index] === 0) return null;
    const number = wholeNumberIn(this.#line.bytes, starts[index]!, ends[index]!);
    return Number.isNaN(number) ? undefined : number;
  }

  /** Undefined when the call is too long to be remembered. */
  #readOperation(bytes: Buffer): string | null | undefined {
    const { starts, ends } = this.#line.members;
    const call = this.#call;
    let end = copy(bytes, starts[METHOD]!, ends[METHOD]!, call, 0);
    call[end] = SEPARATOR;
    end = copy(bytes, starts[HOST]!, ends[HOST]!, call, end + 1);
    call[end] = SEPARATOR;
    end = copyShape(bytes, starts[PATH]!, ends[PATH]!, call, end + 1);
    return end < LONGEST_CALL ? this.#operations.of(call, 0, end) : undefined;
  }
}

/** Copies bytes as far as there is room; returns where the copy ends. */
function copy(bytes: Buffer, start: number, end: number, into: Buffer, from: number): number {
  const copied = Math.min(end - start, into.length - from);
  for (let i = 0; i < copied; i += 1) into[from + i] = bytes[start + i]!;
  return from + copied;
}

/** The operation of a method, a host and the shape of a path. */
function operationOfCall(call: string): string | null {
  const [method, host, path] = call.split('\0');
  return readCall({ method, host, path }, new OptionalFields()).operation;
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
