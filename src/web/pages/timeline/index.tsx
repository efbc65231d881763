import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Timeline');
  return <Empty>Timeline: not built yet.</Empty>;
}
