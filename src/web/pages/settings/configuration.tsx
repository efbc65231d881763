import type { SettingList } from '../../../http/settings-schema.ts';
import { useData } from '../../api/use-data.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Section } from '../../parts/section.tsx';
import { ProblemNote, Skeleton } from '../../parts/states.tsx';

type Setting = SettingList['settings'][number];

/** Every setting, never a secret. They are changed where the service is started. */
export function Configuration() {
  const { data, problem, reload } = useData<SettingList>('/v1/settings');
  return (
    <Section title="Configuration">
      <p class="quiet prose">
        Environment variables, read at the start. To change one, set it where the service is started and
        restart it; <code>zoom-monitor doctor</code> checks them.
      </p>
      <ProblemNote problem={problem} retry={reload} />
      {data === null ? (
        problem === null && <Skeleton height={320} />
      ) : (
        <DataTable<Setting>
          caption="Settings of the service"
          captionUnseen
          rowKey={({ name }) => name}
          rows={data.settings}
          empty="This service was not started by `serve`, so its settings are not known here."
          columns={[
            { title: 'Setting', cell: ({ name, about }) => <code title={about}>{name}</code> },
            { title: 'Value', cell: ({ value }) => value },
            { title: 'From', cell: ({ origin }) => origin },
            { title: 'What it is', cell: ({ about }) => <span class="quiet">{about}</span> },
          ]}
        />
      )}
    </Section>
  );
}
