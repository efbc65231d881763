/** A text that stood in quotes. */
export interface Quoted {
  readonly text: string;
  /** Where the line goes on. */
  readonly end: number;
}

/** Reads up to the quote that ends the string; a backslash takes the next character's meaning away. */
export function readQuoted(line: string, start: number): Quoted | null {
  for (let end = line.indexOf('"', start); end >= 0; end = line.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (end - 1 - backslashes >= start && line[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return { text: unescaped(line.slice(start, end)), end: end + 1 };
  }
  return null;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', v: '\v', f: '\f' };

/** Undoes `\"`, `\\`, `\n` and `\xHH`; the latter are bytes of UTF-8. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9A-Fa-f]{2})+|\\([^x])/g, (escaped: string, simple: string | undefined) =>
    simple === undefined
      ? Buffer.from(escaped.replaceAll('\\x', ''), 'hex').toString('utf8')
      : (ESCAPES[simple] ?? simple),
  );
}

/** The request line of HTTP: a method, a target, and a version unless it is HTTP/0.9. */
const REQUEST_LINE = /^([A-Za-z]{2,20}) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/;

/** What a quoted request line asked for; null when it is not HTTP. */
export function splitRequest(request: string): { readonly method: string; readonly target: string } | null {
  const [, method, target] = REQUEST_LINE.exec(request) ?? [];
  return method === undefined || target === undefined ? null : { method, target };
}

/** Zoom's tracking id, wherever a log puts it. */
const TRACKING_ID = /\bv=[\d.]{1,8};clid=[\w-]{1,16};rid=\w{8,64}/;

/** The tracking id that stands somewhere in a text of the log's own making. */
export const findTrackingId = (text: string): string | undefined => TRACKING_ID.exec(text)?.[0];

/** The address of `address:port`, an IPv6 one with brackets or, as some write it, without. */
export function withoutPort(text: string): string {
  const colon = text.lastIndexOf(':');
  const address = colon < 0 ? text : text.slice(0, colon);
  return address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
}
