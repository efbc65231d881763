import { aboutSetting, SECRET_NAMES, SETTING_NAMES, SETTINGS, type SettingName } from './schema.ts';
import { referencedFile } from './secret-reference.ts';
import type { Environment } from './settings.ts';
import { webhookReferences } from './values.ts';

/** One setting as `doctor` shows it. */
export interface SettingDescription {
  readonly name: SettingName;
  /** The value; for a secret, whether it is set. */
  readonly value: string;
  /** Where the value came from. */
  readonly origin: string;
  readonly about: string;
}

/** Every setting with its value or "set, not shown", and where it came from. Shows no secret, however wrong it is. */
export function describeSettings(env: Environment): SettingDescription[] {
  return SETTING_NAMES.map((name) => {
    const given = env[name]?.trim() || undefined;
    const { description } = aboutSetting(name);
    if (given === undefined) return { name, ...unset(name), about: description };
    if (!SECRET_NAMES.has(name)) return { name, value: given, origin: 'environment', about: description };
    const file = referencedFile(given);
    const origin = file === null ? 'environment' : `file ${file}`;
    return { name, value: 'set, not shown', origin, about: description };
  });
}

/** The files that secrets are read from, by setting; webhook tokens may each have one. */
export function referencedFiles(env: Environment): { name: SettingName; path: string }[] {
  return [...SECRET_NAMES].flatMap((name) => {
    const given = env[name]?.trim() ?? '';
    const references = name === 'ZOOM_WEBHOOK_SECRET_TOKEN' ? webhookReferences(given) : [given];
    return references.flatMap((reference) => {
      const path = referencedFile(reference);
      return path === null ? [] : [{ name, path }];
    });
  });
}

function unset(name: SettingName): { value: string; origin: string } {
  const { default: fallback }: Record<string, unknown> = { ...SETTINGS.properties[name] };
  return { value: fallback === undefined ? 'not set' : String(fallback), origin: 'default' };
}
