/** docs/signals.md as it should be. */
export function signalsDocument(): string;
