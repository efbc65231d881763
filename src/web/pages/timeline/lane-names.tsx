import { KIND_NAMES } from './guess-filter.ts';
import type { Lane, LaneId } from './lanes.ts';

interface LaneNamesProps {
  readonly lanes: readonly Lane[];
  /** Then a name stands over its lane, for lack of room beside it. */
  readonly isNarrow: boolean;
  /** What the bars of calls reach up to. */
  readonly most: number;
  readonly onKind: (kind: string) => void;
}

/** What each lane is called; a click shows it alone where that can be asked for. */
export function LaneNames({ lanes, isNarrow, most, onKind }: LaneNamesProps) {
  const over = isNarrow ? 'over' : '';
  return (
    <>
      {lanes.map(({ id, name, top, height }) => (
        <span
          key={id}
          class={`timeline-lane-name ${over}`}
          style={{ top: `${top}px`, height: `${isNarrow ? 12 : height}px` }}
        >
          {isKind(id) ? (
            <button type="button" title={`Show ${KIND_NAMES[id]} alone`} onClick={() => onKind(id)}>
              {name}
            </button>
          ) : (
            <span class="quiet">{name}</span>
          )}
        </span>
      ))}
      <span class={`timeline-lane-name calls ${over}`} style={{ top: '8px' }}>
        <button type="button" title="Show calls alone" onClick={() => onKind('access')}>
          Calls
        </button>
        <span class="quiet">{most.toLocaleString('en')}</span>
      </span>
    </>
  );
}

const isKind = (id: LaneId): id is Exclude<LaneId, 'declared'> => id !== 'declared';
