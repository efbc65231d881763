import { useTitle } from '../../parts/use-title.ts';
import { may } from '../../state/session.ts';
import { Account } from './account.tsx';
import { BudgetPreview } from './budget-preview.tsx';
import { Configuration } from './configuration.tsx';
import { Keys } from './keys.tsx';
import { Sessions } from './sessions.tsx';
import { Slack } from './slack.tsx';
import { Users } from './users.tsx';
import './settings.css';

/** What is set and by whom; each sees what the role lets them change. */
export default function Settings() {
  useTitle('Settings');
  const admin = may('admin');
  return (
    <>
      <div class="page-head">
        <h1>Settings</h1>
        {!admin && <p class="quiet">Users, keys and the settings of the service are shown to admins.</p>}
      </div>
      <BudgetPreview />
      {admin && <Slack />}
      {admin && <Users />}
      <Sessions everybody={admin} />
      {admin && <Keys />}
      <Account />
      {admin && <Configuration />}
    </>
  );
}
