import type { Fields, LineProblem } from '../fields.ts';

/** Every format of the contract. Those without a reader yet are refused by name. */
export const FORMATS = [
  'auto',
  'event',
  'ecs',
  'ocsf',
  'zoom-call-log',
  'zoom-activity',
  'zoom-operation',
  'nginx-combined',
  'nginx-json',
  'apache-combined',
  'envoy-json',
  'squid',
  'haproxy',
  'kong',
  'alb',
  'apigateway',
  'cloudtrail',
  'counts',
] as const;
export type FormatName = (typeof FORMATS)[number];

/** Reads JSON objects, one a line or as elements of an array. */
export interface JsonReader {
  readonly kind: 'json';
  readonly name: FormatName;
  /**
   * Names of which an object of this format has at least one, and a plain event none. Without any of them nobody asks
   * whether it `recognises`; empty for the format that needs no such sign.
   */
  readonly telling: readonly string[];
  /** Whether an object with a telling name looks like one of this format, for `auto`. */
  readonly recognises: (object: Fields) => boolean;
  /** Gives the object's fields the names of the contract; unknown ones keep theirs. */
  readonly read: (object: Fields) => RawRecord;
}

/** Reads lines of text. */
export interface TextReader {
  readonly kind: 'text';
  readonly name: FormatName;
  /** Takes a line apart into fields as its own format names them, for `--map`; null when it is not of this format. */
  readonly split: (line: string) => Fields | null;
  /** Gives those fields the names of the contract. */
  readonly read: (parts: Fields) => RawRecord;
}

/** What a reader made of one line. */
export interface RawRecord {
  readonly fields: Fields;
  /**
   * A web server's log: it repeats itself honestly (two like calls in one second), where an event sent twice is a
   * duplicate; and its user of HTTP Basic is the caller if nothing else names one.
   */
  readonly isLog: boolean;
  /** What tells this record from others that are alike in every field of the contract; part of its event's id. */
  readonly distinct?: string;
  /** What was done, where it was no HTTP call of the caller's. */
  readonly deed?: Deed;
}

/** Something done that is no HTTP call crossing our network (docs/decisions/0010-records-that-are-no-calls.md). */
interface Deed {
  /** What it is a record of, by the format's name; kept with the event as `record_of`. */
  readonly record: FormatName;
  /** In place of one made from method and path; null when those say it. */
  readonly operation: string | null;
  /** Seen by Zoom, of an app: it belongs to `app:CREDENTIAL`, never to the credential that our own logs speak of. */
  readonly zoomSide?: boolean;
  /** What else is kept with the event, already redacted and bounded. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** Null for a line that is none by itself, such as the header of a table. */
export type LineReader = (text: string) => RawRecord | LineProblem | null;
