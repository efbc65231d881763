/** Kinds of entries, for the filter. */
export const KINDS = [
  ['alert', 'alerts'],
  ['credential', 'credentials'],
  ['expectation', 'declared changes'],
  ['session', 'signing in and out'],
  ['user', 'users'],
  ['key', 'API keys'],
  ['slack', 'Slack'],
] as const;

const WORDS: Readonly<Record<string, string>> = {
  'alert.changed': 'decided on an alert',
  'alert.notified': 'told people of an alert',
  'credential.changed': 'changed a credential',
  'expectation.made': 'declared a change',
  'expectation.withdrawn': 'withdrew a declared change',
  'key.created': 'made an API key',
  'key.revoked': 'revoked an API key',
  'session.started': 'signed in',
  'session.ended': 'signed out',
  'session.revoked': 'ended a session',
  'slack.tested': 'sent a test message to Slack',
  'user.created': 'added a user',
  'user.changed': 'changed a user',
  'user.linked': 'signed in by the issuer for the first time',
};

/** What an action is called; one that is not known here by its own name. */
export const wordsOf = (action: string): string => WORDS[action] ?? action.replaceAll(/[._]/g, ' ');
