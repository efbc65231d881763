import { Empty } from '../../parts/states.tsx';
import { useTitle } from '../../parts/use-title.ts';

export default function Page() {
  useTitle('Settings');
  return <Empty>Settings: not built yet.</Empty>;
}
