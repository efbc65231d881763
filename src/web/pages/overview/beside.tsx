import type { OverviewView } from '../../../http/overview-schema.ts';
import { Ago, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Severity } from '../../parts/severity.tsx';
import { counted, figure, lifeText } from '../../pictures/numbers.ts';

const HOUR = 3_600_000;

/** What is worth a look when nothing burns: credentials at risk, who is learning, sources, notices. */
export function Beside({ overview }: { overview: OverviewView }) {
  return (
    <>
      <div class="beside">
        <Risk risk={overview.risk} />
        <Learning learning={overview.learning} />
        <Sources overview={overview} />
      </div>
      {overview.notices.length > 0 && (
        <Section title="Notices">
          <ul class="beside-list">
            {overview.notices.map((notice) => (
              <li key={`${notice.kind} ${notice.subject}`}>
                {notice.message}
                <p class="small quiet">
                  {notice.subject} · <Moment at={notice.last_at} />
                  {notice.count > 1 && ` · ${counted(notice.count, 'time')}`}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

const nameOf = ({ label, credential }: { label: string | null; credential: string }): string =>
  label ?? credential;

function Risk({ risk }: { risk: OverviewView['risk'] }) {
  const nothing = risk.open_alerts.length === 0 && risk.long_tokens.length === 0;
  return (
    <Section title="Credentials at risk">
      {nothing && <p class="quiet">None: no open incident, no token that lives longer than a day.</p>}
      <ul class="beside-list">
        {risk.open_alerts.map((one) => (
          <li key={one.id}>
            <a href={`/credentials/${one.id}`}>{nameOf(one)}</a> <Severity of={one.worst} />
            <p class="small quiet">
              {counted(one.open, 'incident')} not closed
              {one.state === 'revoked' && ' · revoked, and used'}
              {one.decoy && ' · a decoy, and used'} · last <Ago at={one.last_event_at} />
            </p>
          </li>
        ))}
        {risk.long_tokens.map((one) => (
          <li key={`token ${one.id}`}>
            <a href={`/credentials/${one.id}`}>{nameOf(one)}</a>
            <p class="small quiet">
              uses a token that lives {lifeText(one.seconds)}; it expires <Ago at={one.expires_at} />
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Learning({ learning }: { learning: OverviewView['learning'] }) {
  return (
    <Section title="Still learning">
      {learning.count === 0 && (
        <p class="quiet">None: every credential has been known for a week and 24 active hours.</p>
      )}
      <ul class="beside-list">
        {learning.credentials.map((one) => (
          <li key={one.id}>
            <a href={`/credentials/${one.id}`}>{nameOf(one)}</a>
            <p class="small quiet">
              {[
                ...(one.days_left > 0
                  ? [
                      `${one.days_left < 1 ? 'less than a day' : counted(Math.ceil(one.days_left), 'day')} to go`,
                    ]
                  : []),
                ...(one.active_hours_left > 0
                  ? [`${counted(one.active_hours_left, 'active hour')} to go`]
                  : []),
              ].join(', ')}
            </p>
          </li>
        ))}
      </ul>
      {learning.count > learning.credentials.length && (
        <p class="small">
          <a href="/credentials?learning=true">All {figure(learning.count)}</a>
        </p>
      )}
    </Section>
  );
}

function Sources({ overview }: { overview: OverviewView }) {
  const { coverage } = overview;
  const now = Date.parse(overview.now);
  return (
    <Section title="Log sources, 7 days">
      {coverage.sources.length === 0 && (
        <p class="quiet">
          None yet. <a href="/sources">Connect one</a>.
        </p>
      )}
      <ul class="beside-list">
        {coverage.sources.map((one) => {
          const isLate = one.last_event_hour === null || now - Date.parse(one.last_event_hour) > 24 * HOUR;
          return (
            <li key={one.source}>
              <span class={isLate ? 'source-silent' : ''}>{one.source}</span>
              <span
                class="cover"
                role="img"
                aria-label={`Logs in ${one.covered.reduce((sum, hours) => sum + hours, 0)} of ${coverage.hours} hours`}
              >
                {one.covered.map((hours, index) => (
                  <i
                    key={String(index)}
                    style={{ opacity: hours === 0 ? 1 : 0.25 + (0.75 * hours) / 6 }}
                    class={hours === 0 ? 'gap' : ''}
                  />
                ))}
              </span>
              <p class="small quiet">
                {one.last_event_hour === null ? (
                  '▲ no event in 90 days'
                ) : (
                  <>
                    {isLate && '▲ silent: '}last event{' '}
                    <Ago at={Math.min(now, Date.parse(one.last_event_hour) + HOUR)} />
                  </>
                )}{' '}
                · {counted(one.events, 'event')}
              </p>
            </li>
          );
        })}
      </ul>
      {coverage.source_count > coverage.sources.length && (
        <p class="small">
          <a href="/sources">All {figure(coverage.source_count)}</a>
        </p>
      )}
    </Section>
  );
}
