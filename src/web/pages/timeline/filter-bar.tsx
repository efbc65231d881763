// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus and names the active option
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { COUNTED_FIELDS } from '../../../core/timeline-kinds.ts';
import { get, withQuery } from '../../api/client.ts';
import { FIELD_NAMES, guessFilters, KIND_NAMES, namedField } from './guess-filter.ts';
import type { Filter } from './view.ts';

interface Suggestion extends Filter {
  readonly label: string | null;
}

type KnownField = 'credential' | (typeof COUNTED_FIELDS)[number];
/** Asked when no field is named. */
const ASKED_ALWAYS: readonly KnownField[] = ['credential', 'operation', 'client'];
const TYPING_PAUSE_MS = 150;
const MOST = 12;

/** The filters as chips, and a field that offers values that were seen. `/` comes here. */
export function FilterBar(props: {
  filters: readonly Filter[];
  onAdd: (filter: Filter) => void;
  onRemove: (index: number) => void;
  onClear: () => void;
}) {
  const { filters, onAdd, onRemove } = props;
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const suggestions = useSuggestions(text, open);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);

  const add = (filter: Filter): void => {
    setText('');
    setChosen(0);
    setOpen(false);
    onAdd({ field: filter.field, value: filter.value });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const list = suggestions;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (list.length > 0) setChosen((chosen + step + list.length) % list.length);
    } else if (event.key === 'Enter') {
      const picked = list[chosen];
      if (picked !== undefined) add(picked);
      else if (text === '') return;
    } else if (event.key === 'Backspace' && text === '' && filters.length > 0) onRemove(filters.length - 1);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      if (open && text !== '') setText('');
      else (event.currentTarget as HTMLElement).blur();
      setOpen(false);
    } else return;
    event.preventDefault();
  };

  const shown = open && suggestions.length > 0;
  return (
    <div
      class="timeline-filters"
      ref={box}
      onFocusOut={(event) => {
        if (!(event.relatedTarget instanceof Node && box.current?.contains(event.relatedTarget)))
          setOpen(false);
      }}
    >
      <ul class="timeline-chips" aria-label="Filters">
        {filters.map(({ field, value }, index) => (
          <li class="chip" key={`${field} ${value}`}>
            <span class="quiet">{FIELD_NAMES[field]}</span>{' '}
            <span class="mono">{nameOfValue({ field, value })}</span>
            <button
              type="button"
              aria-label={`Remove the filter ${FIELD_NAMES[field]} ${value}`}
              onClick={() => onRemove(index)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <div class="timeline-filter-box">
        <input
          id="timeline-filter"
          type="text"
          role="combobox"
          aria-label="Add a filter"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown ? `${id}-${chosen}` : undefined}
          placeholder="Filter by credential, address, operation, status …"
          autocomplete="off"
          spellcheck={false}
          maxLength={300}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        <span class="timeline-filter-key" aria-hidden="true">
          /
        </span>
        <div
          class="timeline-suggestions"
          role="listbox"
          id={`${id}-list`}
          aria-label="Values"
          hidden={!shown}
        >
          {suggestions.map((suggestion, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
            <div
              key={`${suggestion.field} ${suggestion.value}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => add(suggestion)}
            >
              <span class="quiet small">{FIELD_NAMES[suggestion.field]}</span>{' '}
              <span class="mono">{nameOfValue(suggestion)}</span>
              {suggestion.label !== null && <span class="quiet small"> {suggestion.label}</span>}
            </div>
          ))}
        </div>
      </div>
      {filters.length > 0 && (
        <button type="button" class="button plain small" onClick={props.onClear}>
          Clear
        </button>
      )}
    </div>
  );
}

const nameOfValue = ({ field, value }: Filter): string =>
  field === 'kind' ? (KIND_NAMES[value as keyof typeof KIND_NAMES] ?? value) : value;

/** What the text can be by its form, then values that were seen. */
function useSuggestions(text: string, open: boolean): readonly Suggestion[] {
  const [known, setKnown] = useState<{ text: string; values: readonly Suggestion[] }>({
    text: '',
    values: [],
  });
  useEffect(() => {
    if (!open) return;
    const request = new AbortController();
    const timer = setTimeout(() => {
      void askKnown(text, request.signal).then(
        (values) => setKnown({ text, values }),
        () => {},
      );
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      request.abort();
    };
  }, [text, open]);

  const seen = new Set<string>();
  const guessed = guessFilters(text).map((filter) => ({ ...filter, label: null }));
  // A form that can mean one thing only comes before what was seen; what it may also mean, and what was merely typed, after it.
  const isSure = ({ field }: Filter): boolean =>
    namedField(text) === null && ['source_ip', 'status', 'asn'].includes(field);
  const seenValues = known.text === text ? known.values : [];
  return [...guessed.filter(isSure), ...seenValues, ...guessed.filter((filter) => !isSure(filter))]
    .filter(({ field, value }) => {
      const key = `${field} ${value}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, MOST);
}

async function askKnown(text: string, signal: AbortSignal): Promise<Suggestion[]> {
  const named = namedField(text);
  const asked: readonly KnownField[] =
    named === null
      ? ASKED_ALWAYS
      : [...COUNTED_FIELDS, 'credential' as const].filter((field) => field === named.field);
  const contains = named?.text ?? text.trim();
  const limit = named === null ? 4 : MOST;
  const answers = await Promise.all(
    asked.map(async (field) => {
      const path = withQuery('/v1/timeline/values', { field, contains, limit });
      const { values } = await get<{ values: { value: string; label: string | null }[] }>(path, { signal });
      return values.map(({ value, label }) => ({ field, value, label }));
    }),
  );
  return answers.flat();
}
