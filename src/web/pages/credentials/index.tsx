import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Credentials');
  return <Empty>Credentials: not built yet.</Empty>;
}
