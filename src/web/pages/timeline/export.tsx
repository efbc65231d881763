import { useEffect, useRef, useState } from 'preact/hooks';
import { problemOf } from '../../api/client.ts';
import { Menu } from '../../parts/menu.tsx';

type Format = 'csv' | 'ndjson';

/**
 * Up to so many entries go through the page, which can then say how far it is and stop; more are left to the browser's
 * own download, straight to the disk, since the page would have to hold them all.
 */
const MOST_IN_PAGE = 50_000;

interface Progress {
  readonly format: Format;
  readonly rows: number;
}

/**
 * Exports exactly what is shown.
 *
 * @param path of the listing with its filters and range
 * @param total entries there are, perhaps an estimate
 */
export function Export({ path, total }: { path: string; total: number }) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const begin = async (format: Format): Promise<void> => {
    const address = `${path}${path.includes('?') ? '&' : '?'}format=${format}`;
    if (total > MOST_IN_PAGE) {
      save(address, `timeline.${format}`);
      setSaid(`${total.toLocaleString('en')} entries: your browser downloads them and shows how far it is.`);
      return;
    }
    const request = new AbortController();
    running.current = request;
    setSaid(null);
    setProgress({ format, rows: 0 });
    try {
      const file = await download(address, request.signal, (rows) => setProgress({ format, rows }));
      const url = URL.createObjectURL(file.blob);
      save(url, `timeline.${format}`);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      setSaid(`Exported ${file.rows.toLocaleString('en')} entries.`);
    } catch (error) {
      setSaid(request.signal.aborted ? 'The export was cancelled; nothing was saved.' : failure(error));
    } finally {
      setProgress(null);
    }
  };

  if (progress !== null) {
    return (
      <span class="timeline-export">
        <progress value={progress.rows} max={Math.max(1, total)} aria-label="Export" />
        <span class="small">
          {progress.rows.toLocaleString('en')} of {total.toLocaleString('en')}
        </span>
        <button type="button" class="button small" onClick={() => running.current?.abort()}>
          Cancel
        </button>
      </span>
    );
  }
  return (
    <span class="timeline-export">
      <span class="small quiet" role="status">
        {said}
      </span>
      <Menu
        title="Export"
        items={[
          { title: 'CSV, for a spreadsheet', run: () => void begin('csv') },
          { title: 'NDJSON, for a program', run: () => void begin('ndjson') },
        ]}
      />
    </span>
  );
}

const failure = (error: unknown): string =>
  `The export failed (${error instanceof Error ? error.message : String(error)}); nothing was saved.`;

function save(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Reads an export to its end. @throws when it was cut short, ApiProblem when it did not begin */
async function download(
  address: string,
  signal: AbortSignal,
  told: (rows: number) => void,
): Promise<{ blob: Blob; rows: number }> {
  const response = await fetch(address, { signal });
  if (!response.ok || response.body === null) throw await problemOf(response);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let [lines, last] = [0, 0];
  const isCsv = response.headers.get('content-type')?.startsWith('text/csv') === true;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    // A line break in a cell of a CSV is none of a row: only what ends in CR LF is.
    for (const byte of value) {
      if (byte === LF && (!isCsv || last === CR)) lines += 1;
      last = byte;
    }
    told(lines);
  }
  const rows = Math.max(0, lines - (isCsv ? 1 : 0));
  return { blob: new Blob(chunks, { type: isCsv ? 'text/csv' : 'application/x-ndjson' }), rows };
}

const [LF, CR] = [10, 13];
