import { type Fields, isAbsent } from '../fields.ts';

/** The steps of a dotted name. Names are those that readers write down, so there are few. */
const STEPS = new Map<string, readonly string[]>();

function stepsOf(name: string): readonly string[] {
  let steps = STEPS.get(name);
  if (steps === undefined) {
    steps = name.split('.');
    STEPS.set(name, steps);
  }
  return steps;
}

/**
 * The members of an object, also of those inside of it: `source.ip` is the member of that very name, else `ip` of
 * `source`, as shippers write one or the other. What was taken is not in the rest.
 */
export class Members {
  readonly #source: Fields;
  readonly #taken: string[] = [];

  constructor(source: Fields) {
    this.#source = source;
  }

  /** The first of these that says something, and undefined when none does. */
  take(...names: readonly string[]): unknown {
    for (const name of names) {
      const value = reach(this.#source, name);
      if (isAbsent(value)) continue;
      this.#taken.push(name);
      return value;
    }
    return undefined;
  }

  /** As `take`, of those that are texts. */
  text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      if (typeof reach(this.#source, name) === 'string') {
        const value = this.take(name);
        if (typeof value === 'string') return value;
      }
    }
    return undefined;
  }

  /** Leaves these out of the rest: other members say the same. */
  drop(...names: readonly string[]): void {
    this.#taken.push(...names);
  }

  /** What nobody took, without objects of which nothing is left. */
  rest(): Fields {
    const rest: Record<string, unknown> = { ...this.#source };
    for (const name of this.#taken) {
      if (Object.hasOwn(this.#source, name)) delete rest[name];
      else remove(rest, stepsOf(name), 0);
    }
    return rest;
  }
}

function reach(source: Fields, name: string): unknown {
  if (Object.hasOwn(source, name)) return source[name];
  let value: unknown = source;
  for (const step of stepsOf(name)) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Removes what lies behind the steps from a holder that is ours; what lies between is copied. */
function remove(holder: Record<string, unknown>, steps: readonly string[], depth: number): void {
  const step = steps[depth]!;
  if (!Object.hasOwn(holder, step)) return;
  if (depth === steps.length - 1) {
    delete holder[step];
    return;
  }
  const inner = holder[step];
  if (!isObject(inner)) return;
  const copy = { ...inner };
  remove(copy, steps, depth + 1);
  if (Object.keys(copy).length === 0) delete holder[step];
  else holder[step] = copy;
}

/** Whether a value is an object, which a list is not. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
