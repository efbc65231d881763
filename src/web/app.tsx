import { useEffect, useMemo, useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { connected } from './api/live.ts';
import iconAddress from './icon.svg';
import { KeyHelp } from './keys/key-help.tsx';
import { useKeys } from './keys/keys.ts';
import { Menu } from './parts/menu.tsx';
import { Empty, Skeleton } from './parts/states.tsx';
import { clock, switchClock } from './state/clock.ts';
import { session, signOut } from './state/session.ts';
import { switchTheme, theme } from './state/theme.ts';

const Overview = lazy(() => import('./pages/overview/index.tsx'));
const Incident = lazy(() => import('./pages/incident/index.tsx'));
const Credentials = lazy(() => import('./pages/credentials/index.tsx'));
const Credential = lazy(() => import('./pages/credential/index.tsx'));
const Timeline = lazy(() => import('./pages/timeline/index.tsx'));
const Sources = lazy(() => import('./pages/sources/index.tsx'));
const Settings = lazy(() => import('./pages/settings/index.tsx'));
const Audit = lazy(() => import('./pages/audit/index.tsx'));
const SignIn = lazy(() => import('./pages/sign-in/index.tsx'));

/** In the order of the navigation; the key is pressed after `g`. */
const PLACES = [
  { path: '/', title: 'Overview', key: 'o' },
  { path: '/credentials', title: 'Credentials', key: 'c' },
  { path: '/timeline', title: 'Timeline', key: 't' },
  { path: '/sources', title: 'Sources', key: 's' },
  { path: '/settings', title: 'Settings', key: ',' },
  { path: '/audit', title: 'Audit', key: 'a' },
] as const;

export function App() {
  return (
    <LocationProvider>
      <Frame />
    </LocationProvider>
  );
}

function Frame() {
  const known = session.value;
  if (known === null) {
    return (
      <main class="page">
        <Skeleton height={240} />
      </main>
    );
  }
  // In place of the page that was asked for, so that signing in goes on there.
  if (known.state !== 'signed_in') {
    return (
      <ErrorBoundary>
        <SignIn />
      </ErrorBoundary>
    );
  }
  return <SignedIn />;
}

function SignedIn() {
  const { route, path } = useLocation();
  const [helps, setHelps] = useState(false);
  const keys = useMemo(
    () => [
      ...PLACES.map((place) => ({
        key: `g ${place.key}`,
        does: `go to ${place.title.toLowerCase()}`,
        run: () => route(place.path),
      })),
      { key: 't', does: 'times in UTC or local', run: switchClock },
      { key: '?', does: 'show these keys', run: () => setHelps(true) },
    ],
    [route],
  );
  useKeys(keys);

  // Who comes to a page by keyboard or by ear begins at its top.
  useEffect(() => {
    document.getElementById('content')?.focus({ preventScroll: true });
    setHelps(false);
  }, [path]);

  return (
    <>
      <a class="unseen skip" href="#content">
        Skip to the page
      </a>
      <header class="frame-head">
        <a class="brand" href="/">
          <img src={iconAddress} alt="" /> zoom-usage-monitor
        </a>
        <nav class="frame-nav" aria-label="Pages">
          {PLACES.map((place) => (
            <a key={place.path} href={place.path} aria-current={isAt(path, place.path) ? 'page' : undefined}>
              {place.title}
            </a>
          ))}
        </nav>
        <Tools onHelp={() => setHelps(true)} />
      </header>
      <main class="page" id="content" tabIndex={-1}>
        <Router>
          <Route path="/" component={Overview} />
          <Route path="/alerts" component={Overview} />
          <Route path="/alerts/:id" component={Incident} />
          <Route path="/credentials" component={Credentials} />
          <Route path="/credentials/:id" component={Credential} />
          <Route path="/timeline" component={Timeline} />
          <Route path="/sources" component={Sources} />
          <Route path="/settings" component={Settings} />
          <Route path="/audit" component={Audit} />
          <Route default component={Nowhere} />
        </Router>
      </main>
      {helps && <KeyHelp onClose={() => setHelps(false)} />}
    </>
  );
}

function Tools({ onHelp }: { onHelp: () => void }) {
  const { route } = useLocation();
  const user = session.value?.user;
  return (
    <div class="frame-tools">
      <span class="small quiet" role="status">
        {connected.value ? '' : 'not live'}
      </span>
      <button type="button" class="button plain small" onClick={switchClock}>
        {clock.value === 'utc' ? 'UTC' : 'Local'}
        <span class="unseen">: switch the times, </span> <kbd>t</kbd>
      </button>
      <button type="button" class="button plain small" onClick={switchTheme}>
        {THEMES[theme.value]}
        <span class="unseen">: switch the colours</span>
      </button>
      <button type="button" class="button plain small" onClick={onHelp}>
        Keys <span class="unseen">on this page, </span>
        <kbd>?</kbd>
      </button>
      {user != null && (
        <Menu
          plain
          title={user.name}
          items={[
            { title: 'Your account and sessions', run: () => route('/settings') },
            { title: 'Sign out', run: () => void signOut() },
          ]}
        />
      )}
    </div>
  );
}

function Nowhere() {
  return (
    <Empty>
      There is no such page. <a href="/">The overview</a> shows what there is.
    </Empty>
  );
}

const THEMES = { system: 'Auto', light: 'Light', dark: 'Dark' } as const;

const isAt = (path: string, place: string): boolean =>
  place === '/' ? path === '/' || path.startsWith('/alerts') : path === place || path.startsWith(`${place}/`);
