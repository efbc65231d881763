const LONGEST = 60;

/** A word of Zoom's reports as part of an operation's name: `User Group` → `user_group`. */
const slug = (text: unknown): string =>
  typeof text === 'string'
    ? text
        .slice(0, 4 * LONGEST)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '')
        .slice(0, LONGEST)
    : '';

/**
 * The operation of something that a report names in words: `admin user_group.update`, `activity sign_in`. `other`
 * stands for what is missing or has no letters.
 */
export const operationName = (kind: 'activity' | 'admin', words: readonly unknown[]): string =>
  `${kind} ${words.map((word) => slug(word) || 'other').join('.')}`;
