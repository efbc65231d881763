import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Sources');
  return <Empty>Sources: not built yet.</Empty>;
}
