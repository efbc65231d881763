import type { RejectionList } from '../../../http/notice-schema.ts';
import { withQuery } from '../../api/client.ts';
import { useData } from '../../api/use-data.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';

type Sample = RejectionList['samples'][number];

/** Lines that could not be read, by reason, with what they began with (their secrets taken out). */
export function Rejected(props: { source: string; codes: readonly { code: string; lines: number }[] }) {
  const { source, codes } = props;
  const { data, problem, reload } = useData<RejectionList>(
    withQuery('/v1/rejections', { source, limit: 20 }),
  );
  return (
    <div class="rejected">
      <p>
        {codes.map(({ code, lines }) => (
          <span key={code} class="chip">
            {code.replaceAll('_', ' ')}: {lines.toLocaleString('en')}
          </span>
        ))}
      </p>
      <ProblemNote problem={problem} retry={reload} />
      {data === null ? (
        problem === null && <Skeleton height={96} />
      ) : (
        <DataTable<Sample>
          caption={`The newest lines of ${source} that could not be taken; secrets are taken out`}
          rowKey={({ id }) => id}
          rows={data.samples}
          empty="None of these lines is kept any more; the counts are complete."
          columns={[
            { title: 'When', cell: ({ received_at }) => <Moment at={received_at} /> },
            { title: 'Why', cell: ({ message }) => message },
            { title: 'Line', number: true, cell: ({ line }) => line.toLocaleString('en') },
            { title: 'How it begins', cell: ({ excerpt }) => <code>{excerpt}</code> },
          ]}
        />
      )}
    </div>
  );
}
