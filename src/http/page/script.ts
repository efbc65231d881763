/**
 * The page's script. Whatever comes from the API was written by strangers: it is put on the page as text
 * (`textContent`), never as markup. No dependency, no build step: browsers run it as it stands here.
 */
export const SCRIPT = `
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const SHAPES = { critical: '▲', high: '◆', medium: '■', low: '●', info: '○' };
const SIGNALS = { unfamiliar_network: 'network', odd_hour: 'hour', usage_spike: 'volume' };
const RELOAD_EVERY = 30_000;
const MOST_ALERTS = 1_000;

const byId = (id) => document.getElementById(id);
const list = byId('alerts');
let key = takeKey();
let shown = '';

/** A key in the fragment never reaches a server; it leaves the address bar and the history at once. */
function takeKey() {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    sessionStorage.setItem('key', given);
  }
  return sessionStorage.getItem('key');
}

/** An element with text in it. */
function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const child of children) made.append(child instanceof Node ? child : document.createTextNode(String(child)));
  return made;
}

async function get(path) {
  const response = await fetch(path, { headers: { authorization: 'Bearer ' + key, accept: 'application/json' } });
  const body = await response.json();
  if (response.ok) return body;
  throw Object.assign(new Error(body.detail ?? 'The service answered ' + response.status), { code: body.code });
}

async function openAlerts() {
  const alerts = [];
  let cursor = null;
  do {
    const more = cursor === null ? '' : '&cursor=' + encodeURIComponent(cursor);
    const page = await get('/v1/alerts?status=open&limit=200' + more);
    alerts.push(...page.alerts);
    cursor = page.next_cursor;
  } while (cursor !== null && alerts.length < MOST_ALERTS);
  const rank = (alert) => SEVERITIES.indexOf(alert.severity);
  return alerts.sort((a, b) => rank(a) - rank(b) || b.raised_at.localeCompare(a.raised_at));
}

async function reload() {
  try {
    const alerts = await openAlerts();
    problem(null);
    byId('summary').textContent = alerts.length === 0 ? '' : countBySeverity(alerts);
    // What somebody is reading stays where it is as long as nothing changed.
    const now = JSON.stringify(alerts);
    if (now !== shown) await show(alerts);
    shown = now;
  } catch (error) {
    if (error.code === 'unauthorized') forget();
    problem(error instanceof TypeError ? 'The service cannot be reached. What is shown may be old.' : error.message);
  }
}

async function show(alerts) {
  const open = new Set([...list.querySelectorAll('[aria-expanded=true]')].map((button) => button.dataset.alert));
  const focused = document.activeElement?.dataset?.alert;
  list.replaceChildren(...(alerts.length === 0 ? [await emptyState()] : alerts.map(alertItem)));
  for (const button of list.querySelectorAll('button[data-alert]')) {
    if (open.has(button.dataset.alert)) button.click();
    if (button.dataset.alert === focused) button.focus();
  }
}

const countBySeverity = (alerts) =>
  SEVERITIES.map((severity) => [alerts.filter((alert) => alert.severity === severity).length, severity])
    .filter(([count]) => count > 0)
    .map(([count, severity]) => SHAPES[severity] + ' ' + count + ' ' + severity)
    .join('  ');

async function emptyState() {
  const { credentials } = await get('/v1/credentials?limit=1');
  if (credentials.length === 0) {
    return element('li', 'quiet', 'No logs have arrived yet. Send them to POST /v1/events, and Zoom webhooks to /v1/webhooks/zoom.');
  }
  const item = element('li', 'quiet', 'Nothing is open. The newest call of any credential was ');
  item.append(moment(credentials[0].last_seen_at), '.');
  return item;
}

function alertItem(alert) {
  const item = element('li', 'alert');
  const title = element('h2', '', element('span', 'severity ' + alert.severity, SHAPES[alert.severity] + ' ' + alert.severity));
  title.append(alert.credential_label === null ? '' : alert.credential_label, element('code', 'copy', alert.credential));
  item.append(title, ...story(alert), facts(alert));
  item.append(...signals(alert), element('p', '', alert.counterfactual), evidence(alert));
  return item;
}

/** The explanation without what the signals say themselves below: its first sentence, then the rest. */
function story(alert) {
  const own = alert.signals.reduce((text, signal) => text.replace(signal.summary, ''), alert.explanation);
  const [, first, rest] = /^(.*?\\.)(?: +(.*))?$/s.exec(own.replace(/ {2,}/g, ' ').trim()) ?? [null, own, ''];
  return [element('p', 'headline', first), element('p', '', rest ?? '')];
}

function facts(alert) {
  const rows = element('dl', 'facts');
  const row = (name, ...values) => rows.append(element('dt', '', name), element('dd', '', ...values));
  row('calls', alert.event_count.toLocaleString('en'));
  row('from', ...separate(alert.source_ips.map((address) => element('code', 'copy', address))));
  row('first call', moment(alert.first_event_at));
  row('last call', moment(alert.last_event_at));
  row('called', ...separate(alert.operations.map((operation) => element('code', '', operation))));
  if (alert.late_by_seconds > 0) {
    row('late', 'the log of it arrived ' + duration(alert.late_by_seconds * 1000) + ' late');
  }
  return rows;
}

const separate = (parts) => (parts.length === 0 ? ['not known'] : parts.flatMap((part, i) => (i === 0 ? [part] : [', ', part])));

/** The shares of the score as one bar; the same in words below it. */
function signals(alert) {
  const bar = element('div', 'bar');
  bar.setAttribute('role', 'img');
  const parts = element('ul', 'parts');
  const names = [];
  [...alert.signals].sort((a, b) => b.bits - a.bits).forEach((signal, i) => {
    const colour = 'part-' + Math.min(i, 4);
    const name = SIGNALS[signal.signal] ?? signal.signal.replaceAll('_', ' ');
    const share = element('span', colour);
    share.style.flexGrow = String(Math.max(signal.bits, 0.01));
    bar.append(share);
    names.push(name + ' ' + signal.bits.toFixed(1));
    parts.append(element('li', '', element('i', colour), name + ' ' + signal.bits.toFixed(1) + ': ' + signal.summary));
  });
  bar.setAttribute('aria-label', 'Shares of the score: ' + names.join(', '));
  const total = 'Why: ' + alert.score_bits.toFixed(1) + ' bits of surprise together; each bit more is half as likely. ';
  return [element('p', 'quiet', total + promise(alert.budget)), bar, parts];
}

/** 1/365d in words. */
function promise(budget) {
  const [, alarms, length, unit] = /^(\\d+)\\/(\\d+)([dw])$/.exec(budget) ?? [];
  if (alarms === undefined) return 'Budget: ' + budget + '.';
  const alarm = alarms === '1' ? ' false alarm' : ' false alarms';
  return 'Budget: ' + alarms + alarm + ' per credential in ' + length + (unit === 'd' ? ' days.' : ' weeks.');
}

function evidence(alert) {
  const box = element('div', '');
  const button = element('button', '', 'Evidence');
  button.type = 'button';
  button.dataset.alert = alert.id;
  button.setAttribute('aria-expanded', 'false');
  const place = element('div', 'evidence');
  place.hidden = true;
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', 'Evidence');
  let loaded = false;
  button.addEventListener('click', async () => {
    place.hidden = !place.hidden;
    button.setAttribute('aria-expanded', String(!place.hidden));
    if (loaded || place.hidden) return;
    loaded = true;
    const body = element('tbody', '');
    const head = element('tr', '', ...['Time (UTC)', 'From', 'Call', 'Status', 'Client'].map((name) => element('th', '', name)));
    place.append(element('table', '', element('thead', '', head), body));
    loaded = await addEvidence(alert.id, null, body, place);
  });
  box.append(button, place);
  return box;
}

/** Adds a page of evidence and a button for the next. False when it could not be read. */
async function addEvidence(id, cursor, body, place) {
  try {
    const more = cursor === null ? '' : '&cursor=' + encodeURIComponent(cursor);
    const page = await get('/v1/alerts/' + encodeURIComponent(id) + '/events?limit=50' + more);
    for (const event of page.events) body.append(evidenceRow(event));
    if (page.events.length === 0) body.append(element('tr', '', element('td', 'quiet', 'These calls are no longer kept.')));
    if (page.next_cursor !== null) {
      const next = element('button', '', 'Show more');
      next.type = 'button';
      next.addEventListener('click', () => {
        next.remove();
        addEvidence(id, page.next_cursor, body, place);
      });
      place.append(next);
    }
    return true;
  } catch (error) {
    problem(error.message);
    body.parentElement.remove();
    return false;
  }
}

function evidenceRow(event) {
  const time = element('time', '', event.time.slice(0, 19).replace('T', ' '));
  time.dateTime = event.time;
  time.title = new Date(event.time).toLocaleString() + ' here';
  const call = event.operation ?? [event.method, event.path].filter(Boolean).join(' ');
  return element(
    'tr',
    '',
    element('td', '', time),
    element('td', 'mono copy', event.source_ip ?? event.source_text ?? ''),
    element('td', 'mono', call),
    element('td', 'number', event.status ?? ''),
    element('td', '', event.user_agent ?? ''),
  );
}

/** A time as UTC and as how long ago; local time on hover. */
function moment(iso) {
  if (iso === null) return element('span', '', 'never');
  const time = element('time', '', iso.slice(0, 16).replace('T', ' ') + ' UTC, ' + ago(iso));
  time.dateTime = iso;
  time.title = new Date(iso).toLocaleString() + ' here';
  return time;
}

function ago(iso) {
  const passed = Date.now() - Date.parse(iso);
  return passed < 60_000 ? 'just now' : duration(passed) + ' ago';
}

function duration(ms) {
  const minutes = Math.round(ms / 60_000);
  const [count, unit] =
    minutes < 120 ? [minutes, 'minute'] : minutes < 2_880 ? [Math.round(minutes / 60), 'hour'] : [Math.round(minutes / 1_440), 'day'];
  return count + ' ' + unit + (count === 1 ? '' : 's');
}

function problem(text) {
  byId('problem').hidden = text === null;
  byId('problem').textContent = text ?? '';
}

function forget() {
  sessionStorage.removeItem('key');
  key = null;
  shown = '';
  list.replaceChildren();
  byId('summary').textContent = '';
  ask();
}

function ask() {
  const known = key !== null;
  byId('ask').hidden = known;
  byId('reload').hidden = !known;
  byId('leave').hidden = !known;
  if (!known) byId('key').focus();
}

function move(step) {
  const buttons = [...list.querySelectorAll('button[data-alert]')];
  const at = buttons.findIndex((button) => button.closest('.alert').contains(document.activeElement));
  const next = buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)];
  next?.focus();
  next?.closest('.alert').scrollIntoView({ block: 'nearest' });
}

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  key = byId('key').value.trim();
  byId('key').value = '';
  sessionStorage.setItem('key', key);
  ask();
  reload();
});
byId('leave').addEventListener('click', () => {
  problem(null);
  forget();
});
byId('reload').addEventListener('click', reload);
document.addEventListener('keydown', (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey || key === null) return;
  if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (event.key === 'r') reload();
});
window.addEventListener('hashchange', () => {
  key = takeKey();
  ask();
  if (key !== null) reload();
});
setInterval(() => {
  if (key !== null && !document.hidden) reload();
}, RELOAD_EVERY);

ask();
if (key !== null) reload();
`;
