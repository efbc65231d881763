import type { JsonReader } from './reader.ts';

/** The contract's own access event: nothing to rename. */
export const eventReader: JsonReader = {
  kind: 'json',
  name: 'event',
  isLog: false,
  recognises: (object) =>
    Object.hasOwn(object, 'time') ||
    Object.hasOwn(object, 'credential') ||
    Object.hasOwn(object, 'authorization') ||
    Object.hasOwn(object, 'source_ip'),
  read: (object) => object,
};
