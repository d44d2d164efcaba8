import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { begins } from '../../../src-main/db/series/append-rows.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { getDataset } from '../../../src-main/db/datasets.ts'
import { readValues } from '../../../src-main/db/series/series.ts'
import { runCli } from '../run-cli.ts'
import { csv, machine, rowOf } from './machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
beforeAll(async () => {
  plant = await machine({ days: 1 })
  mkdirSync(join(plant.folder, 'in'))
})
afterAll(() => plant.remove())
const at = (name: string) => join(plant.folder, 'in', name)
const old = (name: string) => utimesSync(at(name), new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
/** One look, which ends by itself; a look that goes on for ever is cut off by the test's own limit. */
async function once() {
  const args = ['watch', plant.project, '--source', join(plant.folder, 'in'), '--once']
  const { code, stderr } = await runCli(args, plant.environment)
  expect([code, stderr]).toEqual([0, ''])
}
function counters(): number[] {
  const db = openProject(plant.project, { role: 'app', readOnly: true })
  try {
    return [...readValues(db, getDataset(db, 1).channels.find(({ name }) => name === 'counter')!.series)]
  } finally {
    closeProject(db)
  }
}
const until = (n: number) => Array.from({ length: n }, (_, i) => i)

test.each([
  ['the line is whole before the copy is read', true],
  ['the copy is read before the line is whole', false],
])('half a line at the end of a copy is no row besides the whole one: %s', async (_, wholeFirst) => {
  const from = wholeFirst ? 1440 : 1460
  const log = `log-${from}.csv`
  const copy = `copy-${from}.csv`
  const line = rowOf(from + 10)
  writeFileSync(at(log), `${csv(from, from + 10)}${line.slice(0, -9)}`)
  await once()
  copyFileSync(at(log), at(copy))
  const rest = () => appendFileSync(at(log), `${line.slice(-9)}\n${rowOf(from + 11)}\n`)
  if (wholeFirst) {
    rest()
    await once()
    old(copy)
    await once()
  } else {
    old(copy)
    await once()
    rest()
    await once()
  }
  await once()
  expect(readFileSync(at(copy), 'utf8').endsWith('\n')).toBe(false)
  const ends = from + 12
  // The second case leaves out the rows between the two logs.
  expect(counters().filter((i) => i >= from)).toEqual(until(ends).filter((i) => i >= from))
  expect(new Set(counters()).size).toBe(counters().length)
})

test('half a line is known by its first values and digits', () => {
  expect(begins([12, 60.1, NaN], [12, 60.123, 88])).toBe(true)
  expect(begins([12, 60, NaN], [12, 60.123, 88])).toBe(true)
  expect(begins([12, 61, NaN], [12, 60.123, 88])).toBe(false)
  expect(begins([12, NaN, 88], [12, 60.123, 88.5])).toBe(false)
  expect(begins([12, 60.123, 88], [12, 60.123, 88])).toBe(true)
})
