import { signal } from '@preact/signals';

type Theme = 'system' | 'light' | 'dark';
const KEPT = 'theme';
const given = localStorage.getItem(KEPT);

/** Light, dark, or as the system has it. */
export const theme = signal<Theme>(given === 'light' || given === 'dark' ? given : 'system');
/** Counts the changes of colours: charts on a canvas draw themselves anew with it. */
export const coloursAt = signal(0);

const system = matchMedia('(prefers-color-scheme: dark)');
system.addEventListener('change', () => {
  coloursAt.value += 1;
});

function apply(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  coloursAt.value += 1;
}
apply();

/** From what the system says to light, to dark, and back. */
export function switchTheme(): void {
  theme.value = theme.value === 'system' ? 'light' : theme.value === 'light' ? 'dark' : 'system';
  localStorage.setItem(KEPT, theme.value);
  apply();
}
