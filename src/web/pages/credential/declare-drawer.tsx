import { useState } from 'preact/hooks';
import type { CredentialView } from '../../../http/credential-schema.ts';
import { send } from '../../api/client.ts';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { ProblemNote } from '../../parts/states.tsx';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_MS = 86_400_000;

/** A change that is announced: a network, a provider, hours, a volume; until when, and why. */
export function DeclareDrawer(props: {
  credential: CredentialView;
  onClose: () => void;
  onDone: () => void;
}) {
  const { credential, onClose, onDone } = props;
  const [cidr, setCidr] = useState('');
  const [asn, setAsn] = useState('');
  const [days, setDays] = useState<readonly string[]>([]);
  const [from, setFrom] = useState('22:00');
  const [to, setTo] = useState('06:00');
  const [volume, setVolume] = useState('');
  const [until, setUntil] = useState(dateIn(14));
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const saysSomething = cidr.trim() !== '' || asn !== '' || days.length > 0 || volume !== '';

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!saysSomething) {
      setProblem(new Error('Say what is expected: a network, a provider, hours, or a volume.'));
      return;
    }
    setBusy(true);
    try {
      await send('POST', '/v1/expectations', {
        credential: credential.id,
        ...(cidr.trim() === '' ? {} : { cidr: cidr.trim() }),
        ...(asn === '' ? {} : { asn: Number(asn.replace(/^as/i, '')) }),
        ...(days.length === 0 ? {} : { schedule: { days, from, to } }),
        ...(volume === '' ? {} : { volume: Number(volume) }),
        until: `${until}T23:59:59Z`,
        reason: reason.trim(),
      });
      onDone();
      onClose();
    } catch (error) {
      setProblem(error as Error);
      setBusy(false);
    }
  };
  return (
    <Drawer title="Declare a change" onClose={onClose}>
      <p class="small quiet">
        It holds for hours that begin after now. Each part is expected by itself: a network and hours do not
        limit each other. What is not declared is judged as before.
      </p>
      <form onSubmit={(event) => void submit(event)}>
        <Field label="Network" help="Such as 198.51.100.0/24; at widest a /8, or a /16 in IPv6.">
          <input
            class="mono"
            maxLength={100}
            value={cidr}
            onInput={(event) => setCidr(event.currentTarget.value)}
          />
        </Field>
        <Field label="Provider (AS number)" help="Such as 16509.">
          <input
            inputMode="numeric"
            pattern="([Aa][Ss])?[0-9]+"
            value={asn}
            onInput={(event) => setAsn(event.currentTarget.value)}
          />
        </Field>
        <fieldset class="days">
          <legend class="field-label">Work at these hours, beginning on</legend>
          {DAYS.map((day) => (
            <label key={day} class="small">
              <input
                type="checkbox"
                checked={days.includes(day)}
                onChange={() =>
                  setDays(
                    days.includes(day)
                      ? days.filter((one) => one !== day)
                      : DAYS.filter((one) => one === day || days.includes(one)),
                  )
                }
              />{' '}
              {day}
            </label>
          ))}
        </fieldset>
        {days.length > 0 && (
          <>
            <Field label="From">
              <input
                type="time"
                required
                value={from}
                onInput={(event) => setFrom(event.currentTarget.value)}
              />
            </Field>
            <Field label="To" help="Not after “from”: on the day after. On the credential’s clock.">
              <input type="time" required value={to} onInput={(event) => setTo(event.currentTarget.value)} />
            </Field>
          </>
        )}
        <Field label="Volume" help="Up to so many times the usual calls and bytes, such as 3.">
          <input
            type="number"
            min="1.1"
            max="1000"
            step="any"
            value={volume}
            onInput={(event) => setVolume(event.currentTarget.value)}
          />
        </Field>
        <Field label="Until" help="The end of that day, UTC; at most a year ahead.">
          <input
            type="date"
            required
            min={dateIn(0)}
            max={dateIn(364)}
            value={until}
            onInput={(event) => setUntil(event.currentTarget.value)}
          />
        </Field>
        <Field label="Reason" help="The next person will read it.">
          <textarea
            required
            maxLength={1000}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </Field>
        <ProblemNote problem={problem} />
        <button type="submit" class="button primary" disabled={busy}>
          Declare it
        </button>
      </form>
    </Drawer>
  );
}

const dateIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
