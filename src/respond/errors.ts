/** What was asked for contradicts itself, or what is there; nothing was changed. */
export class ContradictoryDecisionError extends Error {
  override readonly name = 'ContradictoryDecisionError';
  readonly code = 'contradictory';
}

/** The credential has as many entries in force as it may have; nothing was changed. */
export class TooManyExpectationsError extends Error {
  override readonly name = 'TooManyExpectationsError';
  readonly code = 'too_many_expectations';
}
