import { useState } from 'preact/hooks';
import type { ExpectationView } from '../../http/expectation-schema.ts';
import { send } from '../api/client.ts';
import { Moment } from '../parts/moment.tsx';
import { ProblemNote } from '../parts/states.tsx';
import './expectation-list.css';
import { listed } from './numbers.ts';
import { hoursInWords } from './week-words.ts';

/** What is expected of a credential and whom it distrusts, each with a way to take it back. */
export function ExpectationList(props: {
  expectations: readonly ExpectationView[];
  mayChange: boolean;
  onChange: () => void;
  empty: string;
}) {
  const [problem, setProblem] = useState<Error | null>(null);
  const [old, setOld] = useState(false);
  const withdraw = async (id: string): Promise<void> => {
    try {
      await send('DELETE', `/v1/expectations/${id}`);
      setProblem(null);
      props.onChange();
    } catch (error) {
      setProblem(error as Error);
    }
  };
  const standing = props.expectations.filter(({ active }) => active);
  const over = props.expectations.filter(({ active }) => !active);
  return (
    <>
      <ProblemNote problem={problem} />
      {standing.length === 0 && (
        <p class="quiet">{over.length === 0 ? props.empty : 'Nothing stands any more.'}</p>
      )}
      <ul class="expectations">
        {[...standing, ...(old ? over : [])].map((one) => (
          <li key={one.id} class={one.active ? '' : 'quiet'}>
            <div>
              <strong>{wordsOf(one)}</strong>
              {one.reason !== null && <p class="expectation-reason">{one.reason}</p>}
              <p class="small quiet">
                {one.made_by}, <Moment at={one.made_at} />
                {one.alert_id !== null && (
                  <>
                    , from <a href={`/alerts/${one.alert_id}`}>a decision on an alert</a>
                  </>
                )}
                ;{' '}
                {one.until === null ? (
                  'until further notice'
                ) : (
                  <>
                    until <Moment at={one.until} relative={false} />
                  </>
                )}
                {one.withdrawn_at !== null && (
                  <>
                    ; withdrawn by {one.withdrawn_by}, <Moment at={one.withdrawn_at} />
                  </>
                )}
              </p>
            </div>
            {props.mayChange && one.active && (
              <button
                type="button"
                class="button small"
                onClick={() => void withdraw(one.id)}
                aria-label={`Withdraw: ${wordsOf(one)}`}
              >
                Withdraw
              </button>
            )}
          </li>
        ))}
      </ul>
      {over.length > 0 && !old && (
        <button type="button" class="button plain small" onClick={() => setOld(true)}>
          Show {over.length} that are over or withdrawn
        </button>
      )}
    </>
  );
}

function wordsOf(one: ExpectationView): string {
  if (one.distrusts !== null) return `Distrusted: ${one.distrusts}`;
  const parts = [
    ...(one.cidr === null ? [] : [`calls from ${one.cidr}`]),
    ...(one.asn === null ? [] : [`calls from AS${one.asn}`]),
    ...(one.schedule === null ? [] : [`work on ${listed(hoursInWords(one.schedule.hours), 4)}`]),
    ...(one.volume === null ? [] : [`up to ${one.volume} times the usual volume`]),
  ];
  return `Expected: ${parts.join(', ')}`;
}
