import { oneLine } from './slack-text.ts';

/**
 * What a responder should do, in order, for the kind of credential that the identifier shows: a person (by e-mail
 * address), an app known by its name, or an API client.
 */
export function stepsOf(credential: string, owner: string | null): string[] {
  const ask = owner === null ? 'Ask who runs this integration' : `Ask ${oneLine(owner)}`;
  return [
    `${ask} whether this was them.`,
    'If it was, mark the alert as expected (this once, this network or this schedule), and it stays quiet.',
    `If it was not, or nobody can say: ${cutOff(credential)}`,
    'Then read what was called (the evidence of the alert), and keep it.',
  ];
}

/** The same as a numbered list. */
export const nextSteps = (credential: string, owner: string | null): string =>
  stepsOf(credential, owner)
    .map((step, index) => `${index + 1}. ${step}`)
    .join('\n');

function cutOff(credential: string): string {
  if (credential.includes('@')) {
    return (
      'in Zoom, sign this person out of all sessions, reset the password, ' +
      'and remove apps that were authorised since.'
    );
  }
  const replace =
    'in the Zoom App Marketplace (Manage, the app, App Credentials) make a new secret and give it to the integration';
  return `${replace}; if it is still going on, deactivate the app first.`;
}
