type AccessProblem =
  | 'already_set_up'
  | 'last_admin'
  | 'email_taken'
  | 'password_refused'
  | 'invalid_person'
  | 'overloaded';

/** Why somebody was not let in, made or changed. The message says what to do, and nothing was changed. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly code: AccessProblem;

  constructor(code: AccessProblem, message: string) {
    super(message);
    this.code = code;
  }
}
