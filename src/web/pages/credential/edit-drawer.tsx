import { useState } from 'preact/hooks';
import type { CredentialView } from '../../../http/credential-schema.ts';
import { send } from '../../api/client.ts';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';

/** What is set for a credential, and what each setting changes. Sends only what was changed. */
export function EditDrawer(props: { credential: CredentialView; onClose: () => void; onDone: () => void }) {
  const { credential, onClose, onDone } = props;
  const [label, setLabel] = useState(credential.label ?? '');
  const [owner, setOwner] = useState(credential.owner ?? '');
  const [budget, setBudget] = useState(credential.budget ?? '');
  const [zone, setZone] = useState(credential.time_zone ?? '');
  const [revoked, setRevoked] = useState(credential.state === 'revoked');
  const [decoy, setDecoy] = useState(credential.decoy);
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = {
      label: textOrNull(label),
      owner: textOrNull(owner),
      budget: textOrNull(budget),
      time_zone: textOrNull(zone),
      state: revoked ? 'revoked' : 'active',
      decoy,
    } as const;
    const changed = Object.fromEntries(
      Object.entries(wanted).filter(([name, value]) => credential[name as keyof typeof wanted] !== value),
    );
    if (Object.keys(changed).length === 0) return onClose();
    setBusy(true);
    try {
      await send('PATCH', `/v1/credentials/${credential.id}`, changed);
      onDone();
      onClose();
    } catch (error) {
      setProblem(error as Error);
      setBusy(false);
    }
  };
  return (
    <Drawer title="Edit the credential" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Label" help="What people call it. Alerts that were written keep their words.">
          <input maxLength={200} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
        </Field>
        <Field label="Owner" help="Who answers for it at 3 a.m.">
          <input maxLength={200} value={owner} onInput={(event) => setOwner(event.currentTarget.value)} />
        </Field>
        <Field
          label="Alert budget"
          help="Such as 1/90d: one false alarm in 90 days. Empty: that of the installation."
        >
          <input maxLength={20} value={budget} onInput={(event) => setBudget(event.currentTarget.value)} />
        </Field>
        <Field
          label="Time zone"
          help="Of its week, such as Europe/Berlin. Empty: that of the installation. Its profile is made anew."
        >
          <input value={zone} onInput={(event) => setZone(event.currentTarget.value)} />
        </Field>
        <label class="check">
          <input
            type="checkbox"
            checked={revoked}
            onChange={(event) => setRevoked(event.currentTarget.checked)}
          />
          <span>
            Revoked
            <span class="field-help">Any use from this moment on is an alert, whatever the budget.</span>
          </span>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={decoy}
            onChange={(event) => setDecoy(event.currentTarget.checked)}
          />
          <span>
            Decoy
            <span class="field-help">Planted as bait: any use is an alert, whatever the budget.</span>
          </span>
        </label>
        <ProblemNote problem={problem} />
        <button type="submit" class="button primary" disabled={busy}>
          Save
        </button>
      </form>
    </Drawer>
  );
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
