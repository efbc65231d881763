/** The READMEs of the signals, each loaded when it is asked for. */
const READMES = import.meta.glob<string>('../../../core/signals/*/README.md', {
  query: '?raw',
  import: 'default',
});

export interface Runbook {
  readonly steps: readonly string[];
  readonly falseAlarms: string | null;
}

/** The runbook that a signal's README holds; null when there is none. */
export async function readRunbook(signal: string): Promise<Runbook | null> {
  const load = READMES[`../../../core/signals/${signal.replaceAll('_', '-')}/README.md`];
  if (load === undefined) return null;
  const text = await load();
  const steps = [
    ...(text.split('## Runbook')[1] ?? '').matchAll(/^\d+\. ([\s\S]*?)(?=^\d+\. |$(?![\s\S]))/gm),
  ];
  const alarms = /\*\*Known false alarms\*\*:? ([\s\S]*?)\n\n/.exec(text)?.[1] ?? null;
  return {
    steps: steps.map(([, step = '']) => plain(step)),
    falseAlarms: alarms === null ? null : plain(alarms),
  };
}

/** Without marks of Markdown: it is shown as text. */
const plain = (text: string): string =>
  text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
