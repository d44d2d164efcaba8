import { rewrittenLines } from './rewritten-lines.ts'

const guarded = /"=""([^"]*)"""/g

/** `"=""2024-03-01"""`: cells written so that a spreadsheet keeps them as text, in quotes once more. */
export const spreadsheetGuards = rewrittenLines({
  id: 'spreadsheet-guards',
  name: 'text in quotes for spreadsheets',
  recognises: (lines) =>
    lines.length > 2 && lines.filter((line) => line.search(guarded) >= 0).length > lines.length / 2,
  rewrite: (line) => line.replace(guarded, '"$1"'),
})
