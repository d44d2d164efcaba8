import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddCommand } from './command.ts'

export const formatsCommand: AddCommand = (program) => {
  program
    .command('formats')
    .description('List the files that can be imported, and what they may be packed in.')
    .option('--json', 'as JSON')
    .option('--examples <folder>', 'write a small example of each into this folder')
    .action(async ({ json, examples }: { json?: boolean; examples?: string }) => {
      const { importers } = await import('../formats/importers/index.ts')
      const { containers } = await import('../formats/importers/containers/index.ts')
      const { quietJob } = await import('../analysis/job.ts')
      const formats = [...importers, ...containers].map(({ id, name, extensions }) => ({ id, name, extensions }))
      if (json) console.log(JSON.stringify(formats, null, 2))
      else for (const { name, extensions } of formats) console.log(`${name}\n  ${extensions.join(' ') || 'any ending'}`)
      if (examples === undefined) return
      await mkdir(examples, { recursive: true })
      for (const { id, extensions, writeExample } of importers)
        await writeExample({ path: join(examples, `example-${id}${extensions[0]}`) }, twoHours(), quietJob())
    })
}

/** A pump over two hours, a row every five minutes. */
function twoHours() {
  const rows = Array.from({ length: 24 }, (_, row) => row)
  return {
    channels: ['flow', 'pressure'],
    times: Float64Array.from(rows, (row) => Date.UTC(2024, 0, 1) + row * 300_000),
    values: [
      Float64Array.from(rows, (row) => Math.round(120 + 8 * Math.sin(row / 4))),
      Float64Array.from(rows, (row) => Math.round(10 * (3.2 + 0.2 * Math.sin(row / 3))) / 10),
    ],
  }
}
