import type { AlertContextView } from '../../../http/alert-context-schema.ts';

/** What PATCH /v1/alerts/:id takes. */
export interface Decision {
  readonly status?: 'open' | 'acknowledged' | 'resolved';
  readonly disposition?: 'expected' | 'compromised' | 'unclear' | null;
  readonly scope?: 'once' | 'network' | 'schedule';
  readonly until?: string;
  readonly note?: string;
}

/** Where a decision is made, beside the page. */
export interface DrawerProps {
  readonly context: AlertContextView;
  readonly busy: boolean;
  readonly problem: Error | null;
  readonly onClose: () => void;
  readonly onDecide: (decision: Decision) => void;
}
