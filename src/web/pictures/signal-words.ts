/** What each signal is called in a legend, and what it asks in plain words. */
const WORDS: Readonly<Record<string, { readonly name: string; readonly asks: string }>> = {
  unfamiliar_network: { name: 'network', asks: 'where it was used from' },
  concurrent_networks: { name: 'two places at once', asks: 'who worked beside it' },
  token_shared: { name: 'shared token', asks: 'who else held its access token' },
  odd_hour: { name: 'hour', asks: 'when it worked' },
  dormant_awakes: { name: 'long silence', asks: 'how long it had slept' },
  usage_spike: { name: 'calls', asks: 'how much it called' },
  data_spike: { name: 'data', asks: 'how much it was sent' },
  unfamiliar_operation: { name: 'operations', asks: 'what it did' },
  unfamiliar_client: { name: 'client', asks: 'with what program' },
  failed_calls: { name: 'refusals', asks: 'what it was refused' },
  revoked_use: { name: 'revoked', asks: 'whether it may be used at all' },
  decoy_use: { name: 'decoy', asks: 'whether it may be used at all' },
  admin_change: { name: 'admin change', asks: 'which guard was lowered' },
  zoom_side_only: { name: "Zoom's log", asks: 'which calls only Zoom saw' },
  quota_gap: { name: 'quota', asks: 'which calls nobody of yours made' },
};

export const signalName = (signal: string): string => WORDS[signal]?.name ?? signal;
export const signalAsks = (signal: string): string => WORDS[signal]?.asks ?? '';
