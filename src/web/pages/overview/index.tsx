import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Overview');
  return <Empty>Overview: not built yet.</Empty>;
}
