import { memoise } from './memo.ts';

/**
 * Who runs a network, as one name for all its autonomous systems: large clouds have several (`AMAZON-02` and
 * `AMAZON-AES`, `GOOGLE` and `GOOGLE-CLOUD-PLATFORM`), and a machine moves between them without its owner's doing. A
 * handle without spaces is cut at its first hyphen; an organisation's name counts as a whole; without a name the number
 * stands for it. Null when nothing is known.
 */
export function providerOf(asn: number | null, asnName: string | null): string | null {
  if (asnName !== null) {
    const name = nameOf(asnName);
    if (name.length >= SHORTEST) return name;
  }
  return asn === null ? null : `AS${asn}`;
}

/** Shorter names are abbreviations that several operators may share. */
const SHORTEST = 4;

const nameOf = memoise((asnName: string): string => {
  const name = asnName.trim().toLowerCase().replace(/\s+/g, ' ');
  return name.includes(' ') ? name : name.split('-', 1)[0]!;
});
