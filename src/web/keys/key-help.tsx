import { Fragment } from 'preact';
import { Drawer } from '../parts/drawer.tsx';
import { activeKeys } from './keys.ts';

/** What `?` shows: the keys that work on this page. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const keys = new Map(activeKeys.value.flat().map((key) => [key.key, key]));
  return (
    <Drawer title="Keys on this page" onClose={onClose}>
      <dl class="facts">
        {[...keys.values()].map(({ key, does }) => (
          <Fragment key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>close, go back</dd>
      </dl>
    </Drawer>
  );
}
