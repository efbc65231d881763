import { parseArgs } from 'node:util';
import { PARTS, type Part, USUAL_PARTS } from './bench.ts';

export const HELP = `npm run --silent bench -- [--full] [--only PART]… [--keep] [--profile DIR]

Measures the service on the embedded database, fsync on, and prints one JSON document; docs/bench.md explains it.

  --full         the large sizes: 1, 5 and 10 million stored events, a file of a million, 20 minutes of
                 load; takes long
  --only PART    one of ${PARTS.join(', ')}; may be repeated.
                 All by default; timeline, soak and overload, which go on for long, only with --full
  --data DIR     for the part timeline: fills the database of this DATA_DIR, or uses what it finds there, and
                 leaves it, for \`npm start\` to show
  --keep         writes the document to bench/results/DATE-COMMIT.json too
  --profile DIR  V8 profiles of the service's processes, one for each database (slows it down a little)`;

export type Options =
  | { readonly problem: string }
  | {
      readonly help: boolean;
      readonly full: boolean;
      readonly keep: boolean;
      readonly parts: readonly Part[];
      readonly profileTo: string | undefined;
      readonly data: string | undefined;
    };

export function parseOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        full: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true },
        profile: { type: 'string' },
        data: { type: 'string' },
      },
    });
    const unknown = values.only?.find((name) => !isPart(name));
    if (unknown !== undefined)
      return { problem: `--only must be one of ${PARTS.join(', ')}, not "${unknown}"` };
    const { help, full, keep, profile, data } = values;
    return {
      help,
      full,
      keep,
      parts: values.only?.filter(isPart) ?? (full ? PARTS : USUAL_PARTS),
      profileTo: profile,
      data,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);
