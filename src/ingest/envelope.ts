/** What lists of records are called in the objects that hold them: CloudTrail's files, pages of Zoom's reports and logs. */
const LISTS = ['Records', 'activity_logs', 'operation_logs', 'call_logs'];
const NAMES: ReadonlySet<string> = new Set(LISTS);

/** Bytes of the longest of these names. */
export const LONGEST_LIST_NAME = Math.max(...LISTS.map((name) => name.length));

/** Whether a member of this name holds records. */
export const isListName = (name: string): boolean => NAMES.has(name);

const MEMBER = String.raw`"[^"\\]{0,64}"\s*:\s*(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*,\s*`;
const BEGINNING = new RegExp(String.raw`^\s*\{\s*(?:${MEMBER}){0,16}"(?:${LISTS.join('|')})"\s*:\s*\[`);

/** Whether the text begins as an object does that holds a list of records behind plain members. */
export const isEnvelope = (head: string): boolean => BEGINNING.test(head);
