import { useId } from 'preact/hooks';
import { shortTime } from '../../parts/time-text.ts';
import { shownZone } from '../../state/clock.ts';

const [WIDTH, HEIGHT, HOUR] = [6, 32, 3_600_000];

/** A bar for each hour; hours without logs are hatched, for what is not there cannot be judged. */
export function HourStrip({ counts, from }: { counts: readonly number[]; from: number }) {
  const id = useId();
  const most = Math.max(1, ...counts);
  const zone = shownZone.value;
  const day = (hour: number): number => from + hour * HOUR;
  return (
    <div class="hour-strip">
      <svg viewBox={`0 0 ${counts.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line x1="0" y1="0" x2="0" y2="6" />
          </pattern>
        </defs>
        {counts.map((count, hour) => {
          // By the root, so that a quiet night beside a busy day is not taken for nothing.
          const tall = Math.max(2, Math.sqrt(count / most) * HEIGHT);
          // The present hour is not over: nothing yet is no gap.
          if (count === 0 && hour === counts.length - 1) return null;
          return count === 0 ? (
            <rect
              key={String(hour)}
              x={hour * WIDTH}
              y={0}
              width={WIDTH}
              height={HEIGHT}
              fill={`url(#${id})`}
            />
          ) : (
            <rect
              key={String(hour)}
              class="hour"
              x={hour * WIDTH}
              y={HEIGHT - tall}
              width={WIDTH - 1}
              height={tall}
            />
          );
        })}
      </svg>
      <div class="hour-strip-ends small quiet" aria-hidden="true">
        <span>{shortTime(day(0), zone)}</span>
        <span>{shortTime(day(counts.length), zone)}</span>
      </div>
    </div>
  );
}
