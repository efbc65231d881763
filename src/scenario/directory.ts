import type { Random } from './random.ts';

/** Kinds of identifier that stand in Zoom's paths. */
export type IdKind =
  | 'user'
  | 'meeting'
  | 'uuid'
  | 'file'
  | 'guid'
  | 'channel'
  | 'group'
  | 'role'
  | 'app'
  | 'phoneNumber';

/** How one program names users in its paths. */
export type UserStyle = 'id' | 'email' | 'me' | 'mixed';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = `${LETTERS}+/`;
const POOL = 1024;
const FIRST = [
  'ana',
  'ben',
  'chloe',
  'david',
  'emma',
  'farid',
  'grace',
  'hugo',
  'ines',
  'jonas',
  'kavya',
  'liam',
];
const LAST = [
  'archer',
  'bauer',
  'costa',
  'dubois',
  'evans',
  'fischer',
  'gupta',
  'hansen',
  'ito',
  'jones',
  'kim',
  'lopez',
];

/**
 * The people and things of one Zoom account, as they show in paths. Identifiers have Zoom's shapes: user ids of 22
 * characters, numeric meeting ids, meeting UUIDs in base64 (encoded twice when they begin with a slash, as Zoom's
 * reference demands), GUIDs. New meetings never end, so those are put together from parts and hardly ever repeat.
 */
export class Directory {
  readonly #users: readonly string[];
  readonly #emails: readonly string[];
  readonly #groups: readonly string[];
  readonly #channels: readonly string[];
  readonly #heads: readonly string[];
  readonly #tails: readonly string[];
  readonly #hex: readonly string[];

  constructor(random: Random, people: number) {
    const list = (size: number, make: (index: number) => string) =>
      Array.from({ length: size }, (_, i) => make(i));
    this.#users = list(people, () => token(random, 22));
    this.#emails = list(people, (i) => `${random.pick(FIRST)}.${random.pick(LAST)}${i || ''}@example.com`);
    this.#groups = list(12, () => token(random, 22));
    this.#channels = list(60, () => hex(random, 32));
    this.#heads = list(POOL, () => encodeUuidPart(base64(random, 12)));
    this.#tails = list(POOL, () => `${encodeURIComponent(base64(random, 10))}%3D%3D`);
    this.#hex = list(POOL, () => hex(random, 12));
  }

  id(kind: IdKind, style: UserStyle, random: Random): string {
    switch (kind) {
      case 'user':
        return this.#user(style, random);
      case 'meeting':
        return String(80_000_000_000 + random.uint32() * 4 + random.integer(0, 3));
      case 'uuid':
        return random.pick(this.#heads) + random.pick(this.#tails);
      case 'group':
        return random.pick(this.#groups);
      case 'role':
        return String(random.integer(0, 2));
      case 'channel':
        return random.pick(this.#channels);
      case 'app':
        return random.pick(this.#groups);
      case 'phoneNumber':
        return `%2B1415555${random.integer(1000, 9999)}`;
      case 'file':
      case 'guid': {
        const [a, b, c] = [random.pick(this.#hex), random.pick(this.#hex), random.pick(this.#hex)];
        return `${a.slice(0, 8)}-${a.slice(8)}-4${b.slice(0, 3)}-8${b.slice(3, 6)}-${c}`;
      }
    }
  }

  #user(style: UserStyle, random: Random): string {
    if (style === 'me') return 'me';
    if (style === 'email' || (style === 'mixed' && random.chance(0.3))) return random.pick(this.#emails);
    return random.pick(this.#users);
  }
}

/** Letters and digits, as in Zoom's client and user ids. */
export function token(random: Random, length: number): string {
  return draw(LETTERS, random, length);
}

export function hex(random: Random, length: number): string {
  return draw('0123456789abcdef', random, length);
}

const base64 = (random: Random, length: number) => draw(BASE64, random, length);

function draw(alphabet: string, random: Random, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += alphabet[random.integer(0, alphabet.length - 1)];
  return text;
}

/** The first part decides how often a UUID is encoded. */
function encodeUuidPart(part: string): string {
  const once = encodeURIComponent(part);
  return part.startsWith('/') || part.includes('//') ? encodeURIComponent(once) : once;
}
