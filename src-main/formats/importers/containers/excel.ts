import { badInput } from '../../../shared/errors.ts'
import { startsWith, type Container } from './container.ts'
import { tableWriter } from './table-writer.ts'
import { sheetRows } from './excel-sheet.ts'
import { withWorkbook } from './excel-workbook.ts'

/** Rows that a preview reads: inflating and parsing all of a large sheet would take seconds. */
const previewRows = 3000

/** Excel workbooks since 2007 (Office Open XML): one sheet becomes a table of text, line n being row n of the sheet. */
export const excel: Container = {
  id: 'excel',
  name: 'Excel workbook',
  extensions: ['.xlsx', '.xlsm'],
  part: 'sheet',
  holds: 'tables',
  readsAs: { encoding: 'utf-8', delimiter: ',', decimal: '.' },
  recognises: (name, head) =>
    startsWith(head, [0x50, 0x4b, 3, 4]) &&
    (/\.(xlsx|xlsm)$/i.test(name) || /\[Content_Types\]\.xml|xl\/workbook/.test(Buffer.from(head).toString('latin1'))),

  parts: (path) =>
    withWorkbook(path, async ({ sheets }) =>
      sheets.map(({ name, entry }) => ({ name, bytes: entry.uncompressedSize })),
    ),

  unpack: (path, part, { to, limit }, job) =>
    withWorkbook(path, async (book) => {
      const sheet = book.sheets.find((one) => one.name === part)
      if (!sheet)
        throw badInput(
          `There is no sheet "${part}" in the workbook. Its sheets: ${book.sheets.map((one) => one.name).join(', ')}.`,
        )
      const table = await tableWriter(to)
      let done = 0
      const counted = async function* () {
        for await (const block of book.zip.bytes(sheet.entry)) {
          done += block.length
          await job.checkpoint({ phase: 'Reading the sheet', done, total: sheet.entry.uncompressedSize, unit: 'bytes' })
          yield block
        }
      }
      let whole = true
      let rows = 0
      const texts = await book.texts(job)
      const looks = await book.looks()
      try {
        for await (const { row, cells } of sheetRows(counted(), texts, looks)) {
          await table.row(row, cells)
          if (++rows >= previewRows && limit !== Infinity) {
            whole = false
            break
          }
        }
        if (rows === 0) throw badInput(`The sheet "${part}" is empty.`)
      } finally {
        await table.end()
      }
      return { whole, share: whole ? 1 : Math.min(1, done / sheet.entry.uncompressedSize), problems: [] }
    }),
}
