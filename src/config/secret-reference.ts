import { readFileSync } from 'node:fs';

/** Kinds of reference whose names are fixed already, so that such a value is never taken for the secret itself. */
const LATER = ['vault:', 'aws-sm:', 'conjur:'];
const FILE = 'file:';
const MAX_BYTES = 64 * 1024;

/** The file that a value refers to (`file:PATH`), or null when the value is the secret itself. */
export const referencedFile = (value: string): string | null =>
  value.startsWith(FILE) ? value.slice(FILE.length) : null;

/**
 * Follows a reference to a secret: `file:PATH` gives what the file holds, without white space around it; any other
 * value is the secret itself. Throws an Error whose message completes "NAME …" and never holds the value.
 */
export function resolveSecret(value: string): string {
  const later = LATER.find((kind) => value.startsWith(kind));
  if (later !== undefined) {
    throw new Error(
      `is a "${later}" reference, which is not supported yet: use file:PATH or the value itself`,
    );
  }
  const path = referencedFile(value);
  if (path === null) return value;
  const secret = readSecretFile(path);
  if (secret === '') throw new Error(`refers to the file ${path}, which is empty`);
  return secret;
}

function readSecretFile(path: string): string {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`refers to the file "${path}", which cannot be read (${reason})`, { cause: error });
  }
  if (content.length > MAX_BYTES)
    throw new Error(`refers to the file ${path}, which is too large for a secret`);
  return content.toString('utf8').trim();
}
