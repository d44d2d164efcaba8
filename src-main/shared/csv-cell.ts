/** A cell of delimited text, quoted where it must be: RFC 4180. */
export const csvCell = (cell: string, delimiter = ',') =>
  /["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell
