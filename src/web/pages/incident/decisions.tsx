import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AlertContextView } from '../../../http/alert-context-schema.ts';
import { send } from '../../api/client.ts';
import { useKeys } from '../../keys/keys.ts';
import { Menu } from '../../parts/menu.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { may, session } from '../../state/session.ts';
import { CompromisedDrawer } from './compromised-drawer.tsx';
import type { Decision } from './decision.ts';
import { ExpectedDrawer } from './expected-drawer.tsx';

/** What a responder may decide; each says what it teaches before it is made. */
export function Decisions({ context, onChange }: { context: AlertContextView; onChange: () => void }) {
  const { alert } = context;
  const [drawer, setDrawer] = useState<'expected' | 'compromised' | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const mayDecide = may('respond');

  const decide = async (decision: Decision): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await send('PATCH', `/v1/alerts/${alert.id}`, decision);
      setDrawer(null);
      onChange();
    } catch (error) {
      setProblem(error as Error);
    } finally {
      setBusy(false);
    }
  };

  // The overview's `e` comes here with this wish.
  useEffect(() => {
    if (mayDecide && new URLSearchParams(location.search).get('decide') === 'expected') {
      history.replaceState(null, '', location.pathname);
      setDrawer('expected');
    }
  }, [mayDecide]);

  const acknowledges = mayDecide && alert.status === 'open';
  const keys = useMemo(
    () =>
      mayDecide
        ? [
            ...(acknowledges
              ? [{ key: 'a', does: 'acknowledge', run: () => void decide({ status: 'acknowledged' }) }]
              : []),
            { key: 'e', does: 'mark as expected', run: () => setDrawer('expected') },
            { key: 'c', does: 'mark as compromised', run: () => setDrawer('compromised') },
          ]
        : [],
    [mayDecide, acknowledges, alert.id],
  );
  useKeys(keys);

  if (!mayDecide) {
    return (
      <p class="small quiet">
        You are signed in as {session.value?.user?.name} with the role read: you can see everything, and
        deciding is for the roles respond and admin.
      </p>
    );
  }
  return (
    <div class="incident-decisions">
      {acknowledges && (
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => void decide({ status: 'acknowledged' })}
        >
          Acknowledge <kbd>a</kbd>
        </button>
      )}
      <button type="button" class="button" onClick={() => setDrawer('expected')}>
        Expected … <kbd>e</kbd>
      </button>
      <button type="button" class="button grave" onClick={() => setDrawer('compromised')}>
        Compromised … <kbd>c</kbd>
      </button>
      <Menu
        title="More"
        items={[
          {
            title: 'Unclear: nothing is learnt',
            run: () => void decide({ disposition: 'unclear', status: 'acknowledged' }),
          },
          ...(alert.status === 'resolved'
            ? []
            : [{ title: 'Close it', run: () => void decide({ status: 'resolved' }) }]),
          ...(alert.status === 'open' && alert.disposition === null
            ? []
            : [
                {
                  title: 'Open again, and take back what it taught',
                  run: () => void decide({ status: 'open', disposition: null }),
                },
              ]),
        ]}
      />
      {drawer === null && <ProblemNote problem={problem} />}
      {drawer === 'expected' && (
        <ExpectedDrawer
          context={context}
          busy={busy}
          problem={problem}
          onClose={() => setDrawer(null)}
          onDecide={(decision) => void decide(decision)}
        />
      )}
      {drawer === 'compromised' && (
        <CompromisedDrawer
          context={context}
          busy={busy}
          problem={problem}
          onClose={() => setDrawer(null)}
          onDecide={(decision) => void decide(decision)}
        />
      )}
    </div>
  );
}
