import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { quietJob } from '../../../../src-main/analysis/job.ts'
import { cancelled } from '../../../../src-main/shared/errors.ts'
import { readInThreads } from '../../../../src-main/formats/importers/text/row-threads.ts'
import { RowReader } from '../../../../src-main/formats/importers/text/row-reader.ts'
import { BlockSpace } from '../../../../src-main/formats/importers/text/row-space.ts'
import { RowStore } from '../../../../src-main/formats/importers/text/row-store.ts'
import type { RowPlan } from '../../../../src-main/formats/importers/text/row-plan.ts'
import { fileOf } from '../table-file.ts'

const plan: RowPlan = {
  delimiter: ';',
  decimal: ',',
  skipLines: 3,
  width: 5,
  stack: null,
  header: ['time', 'a', 'b', 'tag', 'fault'],
  comment: null,
  time: { columns: [0], prefix: '', format: '%d.%m.%Y %H:%M:%S' },
  columns: [
    { index: 1, role: 'value', missing: [-999], switch: false },
    { index: 2, role: 'value', missing: [], switch: false },
    { index: 3, role: 'name', missing: [], switch: false },
    { index: 4, role: 'label', missing: [], switch: false },
  ],
  pairs: null,
}
const lines = 150_000

/** Something odd in every few thousand lines, and names that come first in different parts. line — from 0. */
function lineOf(i: number): string {
  const time = new Date(1.7e12 + i * 1000).toISOString()
  const clock = `${time.slice(8, 10)}.${time.slice(5, 7)}.${time.slice(0, 4)} ${time.slice(11, 19)}`
  const a = i % 3001 === 7 ? '-999' : i % 4001 === 3000 ? 'inf' : i % 5003 === 4000 ? 'what' : `${i % 977},25`
  const row = `${i % 6007 === 5000 ? '' : clock};${a};${i % 7 === 0 ? '' : `"${i}"`};pump ${Math.floor(i / 40_000)};${i % 900 === 1 ? 1 : 0}`
  if (i % 8009 === 6000) return ''
  if (i % 9001 === 8000) return 'time;a;b;tag;fault'
  return i % 7001 === 6500 ? row.slice(0, row.lastIndexOf(';')) : row
}

function pathOf(line: (i: number) => string): string {
  const path = fileOf('')
  const file = openSync(path, 'w')
  writeSync(file, '\ufeffplant 7\n\ntime;a;b;tag;fault\n')
  for (let from = 0; from < lines; from += 10_000)
    writeSync(file, Array.from({ length: 10_000 }, (_, i) => `${line(from + i)}\r\n`).join(''))
  closeSync(file)
  return path
}

const noFolder = () => Promise.reject(new Error('nothing is spilled'))
const store = () => new RowStore(plan.columns.length + 1, noFolder)

async function numbersOf(rows: RowStore): Promise<number[][]> {
  const columns = Array.from({ length: rows.columns }, () => [] as number[])
  for (let k = 0; k < rows.blocks; k++) (await rows.blockAt(k)).forEach((column, c) => columns[c].push(...column))
  return columns
}

describe('a text that threads read in parts', () => {
  test('gives what reading it in order gives, with every line accounted for', async () => {
    const path = pathOf(lineOf)
    const whole = readFileSync(path)
    expect(whole.length).toBeGreaterThan(5 << 20)
    const space = new BlockSpace(plan.columns.length + 1)
    const reader = new RowReader(plan, space)
    for (let at = 3; at < whole.length; at += 1 << 20)
      reader.push(whole.subarray(at, Math.min(whole.length, at + (1 << 20))))
    const expected = reader.end()
    const inOrder = store()
    for (const { block, rows } of space.takeFull()) await inOrder.take(block, rows)
    const parted = store()
    const found = await readInThreads({ path, bytes: whole.length }, plan, parted, quietJob())
    expect(found).toEqual(expected)
    expect(await numbersOf(parted)).toEqual(await numbersOf(inOrder))
    const { rejected, untimed, blank, repeatedHeaders } = expected
    expect(expected.times.length + rejected.count + untimed.count + blank + repeatedHeaders).toBe(lines)
    expect([rejected.count, untimed.count, blank, repeatedHeaders].every((n) => n > 0)).toBe(true)
  })

  test('is left to be read in order where a cell holds the lines at which it is parted', async () => {
    // Cells of forty lines: wherever the file is parted, one of them is open.
    const long = 'a remark that goes on and on, for this is a very wordy plant'
    const path = pathOf((i) => (i % 40 === 0 ? `${lineOf(1).slice(0, -1)}"${long}` : i % 40 === 39 ? `${long}"` : long))
    expect(await readInThreads({ path, bytes: statSync(path).size }, plan, store(), quietJob())).toBeNull()
  })

  test('fills the blocks of a target that has done with them again, and loses no row', async () => {
    const path = fileOf('')
    const file = openSync(path, 'w')
    const many = 1_600_000
    for (let from = 0; from < many; from += 100_000)
      writeSync(file, Array.from({ length: 100_000 }, (_, i) => `2024-01-01 00:00:00;${from + i}\n`).join(''))
    closeSync(file)
    const simple: RowPlan = {
      ...plan,
      decimal: '.',
      skipLines: 0,
      width: 2,
      header: null,
      time: { columns: [0], prefix: '', format: '%Y-%m-%d %H:%M:%S' },
      columns: [{ index: 1, role: 'value', missing: [], switch: false }],
    }
    let [next, wrong] = [0, 0]
    const blocks = new Set<ArrayBufferLike>()
    const take = (block: Float64Array, rows: number) => {
      blocks.add(block.buffer)
      for (let i = 0; i < rows; i++) wrong += Number(block[i] !== next++)
      return Promise.resolve(true)
    }
    const found = await readInThreads({ path, bytes: statSync(path).size }, simple, { take }, quietJob())
    expect([next, wrong]).toEqual([many, 0])
    expect(found!.times.length).toBe(many)
    expect(found!.times.every((time) => time === Date.UTC(2024, 0, 1))).toBe(true)
    // Given back, their memory is no longer here.
    expect([...blocks].some((memory) => memory.byteLength === 0)).toBe(true)
  })

  test('says that it became shorter, and stops when it is cancelled', async () => {
    const path = pathOf(lineOf)
    await expect(readInThreads({ path, bytes: 1 << 24 }, plan, store(), quietJob())).rejects.toThrow('became shorter')
    const job = { ...quietJob(), checkpoint: () => Promise.reject(cancelled()) }
    await expect(readInThreads({ path, bytes: 5 << 20 }, plan, store(), job)).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})
