import { expect, test } from 'vitest'
import { unlessHeld } from '../../src-main/files/held.ts'

const failing = (times: number, code: string) => {
  let tries = 0
  return { work: async () => { if (tries++ < times) throw Object.assign(new Error(code), { code }); return tries } } // prettier-ignore
}

test('a file that a scanner holds for a moment is tried again', async () => {
  expect(await unlessHeld(failing(2, 'EBUSY').work, 'win32')).toBe(3)
  expect(await unlessHeld(failing(1, 'EPERM').work, 'win32')).toBe(2)
})

test('one that stays held, and any other mistake, is told', async () => {
  await expect(unlessHeld(failing(9, 'EBUSY').work, 'win32')).rejects.toMatchObject({ code: 'EBUSY' })
  await expect(unlessHeld(failing(1, 'ENOSPC').work, 'win32')).rejects.toMatchObject({ code: 'ENOSPC' })
})

test('other systems hold no file so, and nothing waits there', async () => {
  await expect(unlessHeld(failing(1, 'EACCES').work, 'linux')).rejects.toMatchObject({ code: 'EACCES' })
})
