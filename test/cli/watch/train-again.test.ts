import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, quietApp } from '../../../src-main/cli/quiet-app.ts'
import { runCli } from '../run-cli.ts'
import { csv, machine } from './machine.ts'

test('a mode that began in the rows that judge says after how many more it can be learnt, and then it is', async () => {
  const plant = await machine()
  try {
    const source = join(plant.folder, 'in')
    mkdirSync(source)
    const json = async (...args: string[]) => {
      const { stdout, stderr } = await runCli([...args, '--json'], plant.environment)
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout)
    }
    const warmer = (i: number) => (i >= 4000 ? 15 : 0)
    // Of the 1,440 rows after training the last 480 judge: all of the new mode, which begins on row 4,000.
    writeFileSync(join(source, 'day.csv'), csv(2880, 4320, warmer))
    const { alarms } = await json('watch', plant.project, '--source', source, '--once')
    expect(alarms).toHaveLength(1)
    const app = await quietApp()
    await ask(app, 'project.open', { file: app.admit(plant.project).token })
    await ask(app, 'alarms.answer', { alarms: [alarms[0].alarm], state: 'false' })
    await app.close()

    const early = await json('retrain', plant.project)
    expect(early).toMatchObject({ allowed: 0, advice: 'keep' })
    const more = /none of it could be learnt: train again when ([\d,]+) more rows have come\.$/.exec(early.reason)
    expect(more?.[1], early.reason).toBe('315')

    writeFileSync(join(source, 'next.csv'), csv(4320, 4320 + 315, warmer))
    expect((await json('watch', plant.project, '--once')).rows).toBe(315)
    const later = await json('retrain', plant.project)
    // Row 4,000 and the 49 after it, which is where the last third begins now.
    expect(later.allowed).toBe(50)
    expect(later.reason).not.toContain('more rows')
  } finally {
    plant.remove()
  }
})
