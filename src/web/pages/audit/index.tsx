import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Audit trail');
  return <Empty>Audit trail: not built yet.</Empty>;
}
