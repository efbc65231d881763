const LONGEST = 200;

/** What an entry says beside who, what and about what. It may hold what strangers wrote, and is only ever text. */
export function Detail({ detail }: { detail: Readonly<Record<string, unknown>> }) {
  const parts = Object.entries(detail);
  if (parts.length === 0) return null;
  return (
    <ul class="audit-detail">
      {parts.map(([name, value]) => (
        <li key={name}>
          <span class="quiet">{name.replaceAll('_', ' ')}</span> {short(value)}
        </li>
      ))}
    </ul>
  );
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
