import type { SourceList } from '../../../http/sources-schema.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/section.tsx';

type Pull = SourceList['pulls'][number];

/** What is fetched from Zoom itself. */
export function Pulls({ pulls }: { pulls: readonly Pull[] }) {
  return (
    <Section title="Pulled from Zoom">
      {pulls.length === 0 ? (
        <p class="quiet prose">
          Nothing: set <code>ZOOM_ACCOUNT_ID</code>, <code>ZOOM_CLIENT_ID</code> and{' '}
          <code>ZOOM_CLIENT_SECRET</code> of a Server-to-Server OAuth app, and this service fetches sign-ins,
          admin operations and Zoom's own call log.
        </p>
      ) : (
        <DataTable<Pull>
          caption="Lists of Zoom that are read"
          captionUnseen
          rowKey={({ stream }) => stream}
          rows={pulls}
          columns={[
            { title: 'List', cell: ({ stream }) => stream.replaceAll('_', ' ') },
            {
              title: 'Read',
              cell: ({ read_at }) => (read_at === null ? 'not yet' : <Moment at={read_at} />),
            },
            { title: 'Records', number: true, cell: ({ new_records }) => new_records.toLocaleString('en') },
            { title: 'Problem', cell: ({ problem }) => problem ?? 'none' },
          ]}
        />
      )}
    </Section>
  );
}
