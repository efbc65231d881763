import type { JsonReader } from './reader.ts';

/** The contract's own access event: nothing to rename. */
export const eventReader: JsonReader = {
  kind: 'json',
  name: 'event',
  telling: [],
  recognises: (object) =>
    Object.hasOwn(object, 'time') ||
    Object.hasOwn(object, 'credential') ||
    Object.hasOwn(object, 'authorization') ||
    Object.hasOwn(object, 'source_ip'),
  read: (object) => ({ fields: object, isLog: false }),
};
