import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Credential');
  return <Empty>Credential: not built yet.</Empty>;
}
