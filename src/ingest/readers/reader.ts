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
  readonly isLog: boolean;
  /** Whether an object looks like one of this format, for `auto`. */
  readonly recognises: (object: Fields) => boolean;
  /** Gives the object's fields the names of the contract; unknown ones keep theirs. */
  readonly read: (object: Fields) => Fields;
}

/** Reads lines of text. */
export interface TextReader {
  readonly kind: 'text';
  readonly name: FormatName;
  readonly isLog: true;
  /** Takes a line apart into fields as its own format names them, for `--map`; null when it is not of this format. */
  readonly split: (line: string) => Fields | null;
  /** Gives those fields the names of the contract. */
  readonly read: (parts: Fields) => Fields;
}

/** What a reader made of one line. */
export interface RawRecord {
  readonly fields: Fields;
  /**
   * A web server's log: it repeats itself honestly (two like calls in one second), where an event sent twice is a
   * duplicate; and its user of HTTP Basic is the caller if nothing else names one.
   */
  readonly isLog: boolean;
}

export type LineReader = (text: string) => RawRecord | LineProblem;
