/** To people: standard output belongs to the document. */
export type Tell = (text: string) => void;

export const tell: Tell = (text) => {
  process.stderr.write(`${text}\n`);
};
