import './sparkline.css';

/** Counts as small bars, zero at the ground. @param label what they are, for a screen reader */
export function Sparkline({
  values,
  label,
  height = 20,
}: {
  values: readonly number[];
  label: string;
  height?: number;
}) {
  const most = Math.max(1, ...values);
  return (
    <svg
      class="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${Math.max(1, values.length) * 4} ${height}`}
      height={height}
      preserveAspectRatio="none"
    >
      {values.map((value, index) => {
        const tall = value === 0 ? 0 : Math.max(1, (value / most) * height);
        return <rect key={String(index)} x={index * 4} y={height - tall} width={3} height={tall} />;
      })}
    </svg>
  );
}
