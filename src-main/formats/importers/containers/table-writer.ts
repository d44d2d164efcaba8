import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { replaceFile } from '../../../files/held.ts'

/**
 * Writes rows of texts as a table with commas, line n being row n (1-based; rows left out become empty lines).
 * All rows end up equally wide: formats that leave out empty cells at the end would make them look ragged.
 */
export async function tableWriter(to: string): Promise<{
  row(number: number, cells: readonly string[]): Promise<void>
  end(): Promise<void>
}> {
  const output = createWriteStream(to)
  await once(output, 'open')
  const widths: number[] = []
  let widest = 0
  let block = ''
  const put = async (text: string) => {
    block += text
    if (block.length < 1 << 16) return
    const full = block
    block = ''
    if (!output.write(full)) await once(output, 'drain')
  }
  return {
    async row(number, cells) {
      while (widths.length < number - 1) {
        widths.push(0)
        await put('\n')
      }
      let width = cells.length
      while (width > 0 && cells[width - 1] === '') width--
      let line = ''
      for (let i = 0; i < width; i++) line += (i > 0 ? ',' : '') + quoted(cells[i])
      widths.push(width)
      if (width > widest) widest = width
      await put(line + '\n')
    },
    async end() {
      output.end(block)
      await once(output, 'close')
      if (widths.some((width) => width > 0 && width < widest)) await pad(to, widths, widest)
    },
  }
}

/** A cell on one line, whatever is in it. */
function quoted(cell: string): string {
  if (!/[",\n\r]/.test(cell)) return cell
  const line = /[\n\r]/.test(cell) ? cell.replaceAll(/\s*[\r\n]+\s*/g, ' ') : cell
  return /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line
}

async function pad(path: string, widths: number[], widest: number): Promise<void> {
  const output = createWriteStream(`${path}.wide`)
  let row = 0
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const width = widths[row++]
    const text = width === 0 ? '' : ','.repeat(widest - width)
    if (!output.write(`${line}${text}\n`)) await once(output, 'drain')
  }
  output.end()
  await once(output, 'close')
  await replaceFile(`${path}.wide`, path)
}
