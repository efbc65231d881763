import { useState } from 'preact/hooks';
import { Drawer } from '../../parts/drawer.tsx';
import { Field } from '../../parts/field.tsx';
import { Menu } from '../../parts/menu.tsx';

interface SavedView {
  readonly name: string;
  readonly address: string;
}

const KEPT = 'timeline-views';
const MOST = 50;

/** Views under names of their own, kept in this browser. Others get them by the address, which says all of a view. */
export function SavedViews({ address, onOpen }: { address: string; onOpen: (address: string) => void }) {
  const [views, setViews] = useState(read);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const keep = (changed: readonly SavedView[]): void => {
    localStorage.setItem(KEPT, JSON.stringify(changed));
    setViews(changed);
  };
  return (
    <>
      <Menu
        title="Views"
        items={[
          ...views.map((view) => ({ title: view.name, run: () => onOpen(view.address) })),
          { title: views.length === 0 ? 'Save this view …' : 'Save or remove …', run: () => setOpen(true) },
        ]}
      />
      {open && (
        <Drawer title="Saved views" onClose={() => setOpen(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() === '') return;
              keep(
                [...views.filter((view) => view.name !== name.trim()), { name: name.trim(), address }].slice(
                  -MOST,
                ),
              );
              setName('');
            }}
          >
            <Field label="Name of this view" help="Kept in this browser. To share a view, send its address.">
              <input value={name} maxLength={80} onInput={(event) => setName(event.currentTarget.value)} />
            </Field>
            <button type="submit" class="button primary" disabled={name.trim() === ''}>
              Save
            </button>
          </form>
          <ul class="timeline-saved">
            {views.map((view) => (
              <li key={view.name}>
                <a href={view.address}>{view.name}</a>
                <button
                  type="button"
                  class="button plain small"
                  aria-label={`Remove ${view.name}`}
                  onClick={() => keep(views.filter((other) => other !== view))}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        </Drawer>
      )}
    </>
  );
}

/** What is kept; what somebody else wrote there is not ours. */
function read(): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (view): view is SavedView =>
        typeof view?.name === 'string' &&
        typeof view?.address === 'string' &&
        /^\/timeline(\?|$)/.test(view.address),
    );
  } catch {
    return [];
  }
}
