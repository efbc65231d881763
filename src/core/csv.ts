/**
 * One line of RFC 4180. A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return would be run as a
 * formula by a spreadsheet (OWASP, CSV injection), and what is shown here was written by strangers: such a cell
 * gets a quote in front, which spreadsheets take for "text".
 */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
