import { expect, test } from 'vitest'
import { csvPlan } from '../../../src-main/formats/importers/csv-plan.ts'
import { withDatabase } from '../../../src-main/formats/importers/duckdb.ts'
import { selectSql } from '../../../src-main/formats/importers/load.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { fileOf, preview } from './table-file.ts'

test('loading is a plain scan, typed or as text, so that rows keep the order of the file', async () => {
  const path = fileOf('time,a,b,label\n2024-01-01 00:00:00,1,2,0\n2024-01-01 00:00:01,1,2,1\n')
  const { recipe, columns } = await preview(path)
  const names = columns.map((column) => column.name)
  for (const zone of ['UTC', 'Europe/Berlin'])
    for (const loose of [new Set<string>(), new Set(['c0', 'c1', 'c2'])])
      await withDatabase([path], quietJob(), async (db) => {
        const plan = csvPlan(
          { path, delimiter: ',', gzip: false, skipLines: 0, sameLines: true },
          { ...recipe, time: { kind: 'column', column: 'time', format: 'iso', zone } },
          names,
        )
        const explained = JSON.stringify(
          await db.rows(`explain ${selectSql(plan, loose, { quotes: true, strict: true })}`),
        )
        expect(explained).toContain('READ_CSV')
        expect(explained).not.toMatch(/JOIN|AGGREGATE|ORDER/)
      })
})

test('the database can read the file and nothing else', async () => {
  const path = fileOf('a\n1\n')
  const other = fileOf('b\n2\n')
  await withDatabase([path], quietJob(), async (db) => {
    expect(await db.rows(`select * from read_csv('${path}')`)).toEqual([['1']])
    await expect(db.rows(`select * from read_csv('${other}')`)).rejects.toThrow('disabled by configuration')
    await expect(db.rows('install httpfs')).rejects.toThrow('disabled')
    await expect(db.rows('set enable_external_access = true')).rejects.toThrow('locked')
  })
})
