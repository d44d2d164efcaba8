import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { at, fileOf, preview, read } from './table-file.ts'

async function parquetOf(select: string): Promise<string> {
  const path = fileOf('', 'table.parquet')
  const db = await DuckDBInstance.create(':memory:')
  const connection = await db.connect()
  await connection.run(`copy (${select}) to '${path}' (format parquet)`)
  connection.closeSync()
  db.closeSync()
  return path
}

test('typed times, numbers of every kind and flags', async () => {
  const path = await parquetOf(
    `select timestamp '2024-01-01 00:00:00' + i * interval 1 minute as at, i::smallint as small, (i / 2)::decimal(9, 2) as "P [bar]", i = 2 as fault, 'x' || i as remark from range(4) t(i)`,
  )
  const seen = await preview(path)
  expect(seen.recipe).toMatchObject({
    importer: 'parquet',
    time: { column: 'at', format: 'iso', zone: 'UTC' },
    labelColumns: ['fault'],
  })
  expect(seen.rows[1]).toEqual(['2024-01-01T00:01:00.000Z', '1', '0.5', 'false', 'x1'])
  const { series, labels } = await read(path)
  expect(series).toEqual({
    times: Float64Array.from([0, 1, 2, 3], (i) => at('2024-01-01T00:00:00Z') + i * 60_000),
    channels: [
      { name: 'small', unit: null },
      { name: 'P', unit: 'bar' },
    ],
    values: [Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 0.5, 1, 1.5)],
  })
  expect(Array.from(labels.get('fault')!)).toEqual([0, 0, 1, 0])
})

test('texts that hold times and numbers, and what cannot be read of them', async () => {
  const { series, report } = await read(
    await parquetOf(
      `select * from (values ('2024-01-01 00:00:02', '3'), ('2024-01-01 00:00:01', 'Bad'), ('2024-01-01 00:00:00', '1')) t("time", v)`,
    ),
  )
  expect(Array.from(series.values[0])).toEqual([1, NaN, 3])
  expect(report).toMatchObject({
    outOfOrder: 2,
    columns: [{ name: 'v', missing: 0, notNumbers: 1, firstNotNumber: { line: 2, value: 'Bad' } }],
  })
})

test('a file that is cut off gets a sentence', async () => {
  await expect(preview(fileOf('PAR1 and then nothing', 'cut.parquet'))).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The file is not a readable Parquet file; it may be damaged or cut off.',
  })
})

test('no rows get a sentence', async () => {
  const path = await parquetOf('select 1 as a where false')
  await expect(preview(path)).rejects.toMatchObject({ code: 'bad-input', message: 'The file has columns but no rows.' })
})

test('dates and times of day in columns of their own, and fields of structures', async () => {
  const path = await parquetOf(
    `select date '2024-03-13' as day, time '10:00:00' + i * interval 1 minute as clock, {'temp': i / 2, 'motor': {'rpm': i * 3}} as m from range(4) t(i)`,
  )
  const { series } = await read(path)
  expect(series.times[1]).toBe(at('2024-03-13T10:01:00Z'))
  expect(series.channels.map(({ name }) => name)).toEqual(['m.temp', 'm.motor.rpm'])
  expect([series.values[0][3], series.values[1][3]]).toEqual([1.5, 9])
})
