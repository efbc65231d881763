import { useCallback, useState } from 'preact/hooks';
import type { NoticeList } from '../../../http/notice-schema.ts';
import type { SourceList } from '../../../http/sources-schema.ts';
import { useLive } from '../../api/live.ts';
import { useData } from '../../api/use-data.ts';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';
import { Empty, ProblemNote, Skeleton } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';
import { Connect } from './connect.tsx';
import { Intake } from './intake.tsx';
import { Pulls } from './pulls.tsx';
import { SourceRow } from './source-row.tsx';
import './sources.css';

/** Where logs come from, whether they do, and how more could. */
export default function Sources() {
  useTitle('Sources');
  const { data, problem, reload } = useData<SourceList>('/v1/sources');
  const [open, setOpen] = useState<string | null>(null);
  useLive(
    WAKE,
    useCallback(() => reload(), [reload]),
  );
  return (
    <>
      <div class="page-head">
        <h1>Sources</h1>
        <Intake />
      </div>
      <ProblemNote problem={problem} retry={reload} />
      {data === null && problem === null && <Skeleton height={240} />}
      {data?.sources.length === 0 && (
        <Empty>
          No logs have come yet, so nothing can be judged. Connect a source <a href="#connect">below</a>; its
          first events show here at once.
        </Empty>
      )}
      {data !== null && data.sources.length > 0 && (
        <ul class="sources">
          {data.sources.map((source) => (
            <SourceRow
              key={source.source}
              source={source}
              from={Date.parse(data.from)}
              open={open === source.source}
              onToggle={() => setOpen(open === source.source ? null : source.source)}
            />
          ))}
        </ul>
      )}
      {data !== null && <Pulls pulls={data.pulls} />}
      <Notices />
      <Connect />
    </>
  );
}

const WAKE = ['wake'] as const;

function Notices() {
  const { data, problem, reload } = useData<NoticeList>('/v1/notices?limit=50');
  return (
    <Section title="What the service noticed">
      <ProblemNote problem={problem} retry={reload} />
      {data === null && problem === null && <Skeleton height={48} />}
      {data?.notices.length === 0 && <p class="quiet">Nothing that needs you.</p>}
      <ul class="notices">
        {data?.notices.map((notice) => (
          <li key={`${notice.kind} ${notice.subject}`} class="note">
            {notice.message}
            <div class="small quiet">
              {notice.kind.replaceAll('_', ' ')} ·{' '}
              {notice.count === 1 ? 'once' : `${notice.count.toLocaleString('en')} times`} · last{' '}
              <Moment at={notice.last_at} />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
