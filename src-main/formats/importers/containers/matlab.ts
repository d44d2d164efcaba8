import { readFile } from 'node:fs/promises'
import { badInput } from '../../../shared/errors.ts'
import { plainCsv, type Container } from './container.ts'
import { mat5Contents, type MatContents, type MatVariable } from './mat5.ts'
import { pour } from './pour.ts'
import { regularFile } from '../files/regular-file.ts'

const largestFile = 2 ** 31 - 1

/** MATLAB files of version 5 (-v6, -v7): variables of the same length are the columns of one table. */
export const matlab: Container = {
  id: 'matlab',
  name: 'MATLAB file',
  extensions: ['.mat'],
  part: 'table',
  holds: 'tables',
  readsAs: plainCsv,
  recognises: (_, head) => {
    const text = Buffer.from(head.subarray(0, 128)).toString('latin1')
    return text.startsWith('MATLAB 5.0') && /(IM|MI)$/.test(text)
  },

  parts: async (path) =>
    tablesOf(mat5Contents(await whole(path))).map((table) => ({
      name: table.name,
      bytes: table.variables.reduce((sum, one) => sum + one.rows * one.columns * 8, 0),
    })),

  async unpack(path, part, { to, limit }, job) {
    const contents = mat5Contents(await whole(path))
    const table = tablesOf(contents).find((one) => one.name === part)
    if (!table) throw badInput(`There is no table "${part}" in the MATLAB file.`)
    const columns = table.variables.flatMap((variable) =>
      variable
        .read()
        .map((values, c) => ({ name: variable.columns === 1 ? variable.name : `${variable.name} ${c + 1}`, values })),
    )
    const { rows } = table.variables[0]
    let done = 0
    const text = function* () {
      yield columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(',') + '\n'
      const step = Math.max(1, Math.floor(20_000 / columns.length))
      for (; done < rows; done += step) {
        let block = ''
        for (let row = done; row < Math.min(rows, done + step); row++)
          block +=
            columns.map(({ values }) => (values[row] !== values[row] ? '' : String(values[row]))).join(',') + '\n'
        yield block
      }
    }
    const { whole: isWhole } = await pour(asynchronous(text()), to, limit, job, () => ({
      phase: 'Unpacking',
      done: Math.min(done, rows),
      total: rows,
      unit: 'rows',
    }))
    return {
      whole: isWhole,
      share: isWhole ? 1 : Math.min(1, done / rows),
      problems: contents.others.length
        ? [{ severity: 'note', message: `Not numbers, so left out: ${contents.others.slice(0, 10).join(', ')}.` }]
        : [],
    }
  },
}

async function* asynchronous<T>(source: Iterable<T>): AsyncGenerator<T> {
  yield* source
}

async function whole(path: string): Promise<Buffer> {
  const { size } = await regularFile(path)
  if (size > largestFile)
    throw badInput('A MATLAB file of this version may be at most 2 GB. Save it from MATLAB as CSV.')
  return readFile(path)
}

/** Variables of the same length, in the order of the file; single numbers are settings and no series. */
function tablesOf({ variables }: MatContents): { name: string; variables: MatVariable[] }[] {
  const byLength = Map.groupBy(
    variables.filter((one) => one.rows > 1),
    (one) => one.rows,
  )
  if (byLength.size === 0)
    throw badInput(
      'The MATLAB file holds no variable with rows of numbers that can be read here. Save it from MATLAB as CSV, for example with writetable.',
    )
  return [...byLength.values()].map((group) => {
    const names = group.map((one) => one.name)
    return {
      name: names.slice(0, 3).join(', ') + (names.length > 3 ? `, and ${names.length - 3} more` : ''),
      variables: group,
    }
  })
}
