import { useState } from 'preact/hooks';
import { budgetInWords, parseBudget } from '../../../core/budget-text.ts';
import type { SettingList } from '../../../http/settings-schema.ts';
import { useData } from '../../api/use-data.ts';
import { Copy } from '../../parts/copy.tsx';
import { Field } from '../../parts/field.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote } from '../../parts/states.tsx';
import { may } from '../../state/session.ts';
import { BudgetResult } from './budget-result.tsx';
import { useBacktest } from './use-backtest.ts';

const COMMON = ['1/365d', '1/180d', '1/90d', '1/30d', '1/14d'];

/** Tries an alert budget on the stored history, before it is set. */
export function BudgetPreview() {
  const { data } = useData<{ budget: SettingList['alert_budget'] }>('/v1/budget?limit=1');
  const [budget, setBudget] = useState('1/90d');
  const { running, progress, result, problem, start } = useBacktest();
  const words = inWords(budget);
  return (
    <Section title="Alert budget">
      <p class="prose">
        {data !== null && (
          <>
            In force is <strong>{inWords(data.budget) ?? data.budget}</strong>.{' '}
          </>
        )}
        The budget says how many false alarms you are ready to live with; a larger one tells you of fainter
        thefts. Try one on the last 90 days: nothing is changed by it.
      </p>
      <form
        class="settings-row"
        onSubmit={(event) => {
          event.preventDefault();
          if (words !== null) start(budget);
        }}
      >
        <Field label="Budget to try" help={words ?? 'Number/days, such as 1/90d or 2/52w'}>
          <input
            list="budgets"
            maxLength={20}
            value={budget}
            onInput={(event) => setBudget(event.currentTarget.value.trim())}
          />
        </Field>
        <datalist id="budgets">
          {COMMON.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <button type="submit" class="button" disabled={running || words === null || !may('respond')}>
          {running ? 'Trying it …' : 'Try it on the last 90 days'}
        </button>
      </form>
      {!may('respond') && <p class="quiet">Trying a budget needs the role respond.</p>}
      <ProblemNote problem={problem} />
      <div role="status">
        {running && (
          <p>
            <progress
              class="preview-progress"
              aria-label="How far the history is read"
              value={progress}
              max={1}
            />{' '}
            {Math.floor(progress * 100)} %
          </p>
        )}
      </div>
      {result !== null && (
        <>
          <BudgetResult result={result} />
          <p class="prose">
            To make it so for every credential set <Copy text={`ALERT_BUDGET=${result.budget ?? budget}`} />{' '}
            where the service is started and restart it; for one credential, on its page.
          </p>
        </>
      )}
    </Section>
  );
}

/** Null: it cannot be read. */
function inWords(text: string): string | null {
  try {
    return budgetInWords(parseBudget(text));
  } catch {
    return null;
  }
}
