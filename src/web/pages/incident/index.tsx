import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Incident');
  return <Empty>Incident: not built yet.</Empty>;
}
