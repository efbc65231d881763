import { useMemo } from 'preact/hooks';
import './heat-map.css';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const [WIDTH, HEIGHT, LEFT, TOP] = [18, 16, 34, 14];

/**
 * The week: darker is more of the activity. A picture only: put it into a ChartWithTable.
 *
 * @param shares share of the activity in each hour of the week, Monday 00:00 first (168)
 * @param marked hours of the week (0 to 167) to outline
 */
export function HeatMap({ shares, marked = [] }: { shares: readonly number[]; marked?: readonly number[] }) {
  const most = useMemo(() => Math.max(...shares, Number.MIN_VALUE), [shares]);
  const outlined = new Set(marked);
  return (
    <svg class="heat-map" viewBox={`0 0 ${LEFT + 24 * WIDTH + 2} ${TOP + 7 * HEIGHT + 2}`} aria-hidden="true">
      {[0, 6, 12, 18].map((hour) => (
        <text key={hour} x={LEFT + hour * WIDTH} y={10}>
          {String(hour).padStart(2, '0')}
        </text>
      ))}
      {DAYS.map((day, index) => (
        <text key={day} x={0} y={TOP + index * HEIGHT + 12}>
          {day}
        </text>
      ))}
      {shares.map((share, hour) => (
        <rect
          key={String(hour)}
          x={LEFT + (hour % 24) * WIDTH}
          y={TOP + Math.floor(hour / 24) * HEIGHT}
          width={WIDTH - 1}
          height={HEIGHT - 1}
          // By the root: small shares stay visible beside large ones.
          fill-opacity={Math.sqrt(share / most)}
        />
      ))}
      {[...outlined].map((hour) => (
        <rect
          key={`marked ${hour}`}
          class="marked"
          x={LEFT + (hour % 24) * WIDTH - 0.5}
          y={TOP + Math.floor(hour / 24) * HEIGHT - 0.5}
          width={WIDTH}
          height={HEIGHT}
        />
      ))}
    </svg>
  );
}
