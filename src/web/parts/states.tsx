import type { ComponentChildren } from 'preact';
import type { ApiProblem } from '../api/client.ts';

/** Where something will be in a moment. @param height in pixels */
export function Skeleton({ height, width = '100%' }: { height: number; width?: string }) {
  return <span class="skeleton" style={{ height: `${height}px`, width }} aria-hidden="true" />;
}

/** Nothing to show, and how to change that. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}

/** What failed, in the service's own words, and a way to try again. */
export function ProblemNote({ problem, retry }: { problem: ApiProblem | Error | null; retry?: () => void }) {
  if (problem === null) return null;
  return (
    <div class="note bad" role="alert">
      {problem.message}{' '}
      {retry !== undefined && (
        <button type="button" class="button plain" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
