import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const file = (name: string) => join(folder, name)
const clock = (minute: number) => new Date(Date.parse('2024-03-01T00:00:00Z') + 60_000 * minute).toISOString()

/** Two days of minutes of two temperatures with a daily swing; a spike at row 500, three missing at 700, and a fault in rows 2000–2029. */
const n = 2880
const lines = Array.from({ length: n }, (_, i) => {
  const swing = 20 + 5 * Math.sin((2 * Math.PI * i) / 144) + 0.1 * Math.sin(i * 12.9898)
  const fault = i >= 2000 && i < 2030
  const outlet =
    i >= 700 && i < 703
      ? ''
      : (swing + 4 + 0.1 * Math.sin(i * 78.233) + (fault ? 3 : 0) + (i === 500 ? 40 : 0)).toFixed(4)
  return `${clock(i)},${swing.toFixed(4)},${outlet},${fault ? 1 : 0}`
})
writeFileSync(file('plant.csv'), `time,Tin [°C],Tout [°C],fault\n${lines.join('\n')}\n`)

interface Report {
  steps: unknown[]
  rows: { before: number; after: number }
  channels: {
    name: string
    unit: string | null
    missing: { before: number | null; after: number }
    changed: number | null
  }[]
}
const clean = async (...args: string[]) => {
  const outcome = await runCli(['clean', file('plant.csv'), ...args])
  return { ...outcome, report: () => JSON.parse(outcome.stdout) as Report }
}

describe('clean', () => {
  test('applies steps in the order of the options, says what changed, and writes rows that can be read again', async () => {
    const { code, report, stderr } = await clean(
      '--step',
      'hampel window=7 limit=6 channels=Tout',
      '--derive',
      'dT [K] = Tout - Tin',
      '--step',
      'fill longest=5min',
      '--out',
      file('cleaned.csv'),
      '--steps-out',
      file('steps.json'),
      '--json',
    )
    expect(code, stderr).toBe(0)
    expect(report().rows).toEqual({ before: n, after: n })
    expect(report().channels).toEqual([
      { name: 'Tin', unit: '°C', missing: { before: 0, after: 0 }, changed: 0 },
      { name: 'Tout', unit: '°C', missing: { before: 3, after: 0 }, changed: 4 },
      { name: 'dT', unit: 'K', missing: { before: null, after: 0 }, changed: null },
    ])
    const written = readFileSync(file('cleaned.csv'), 'utf8').trimEnd().split('\n')
    expect(written[0]).toBe('time,Tin [°C],Tout [°C],dT [K]')
    expect(written.length).toBe(1 + n)
    const [time, , outlet] = written[1 + 500].split(',')
    expect(time).toBe(clock(500))
    expect(Number(outlet)).toBeLessThan(30)
    // What was derived before the filling is filled by itself.
    expect(Number(written[1 + 701].split(',')[3])).toBeCloseTo(4, 0)

    const again = await clean('--clean', file('steps.json'), '--json')
    expect(again.report().channels).toEqual(report().channels)
    expect(again.report().steps).toEqual(report().steps)
  })

  test('changes rows, in words', async () => {
    const { code, stdout } = await clean('--step', 'resample step=10min how=mean')
    expect(code).toBe(0)
    expect(stdout).toContain('plant.csv after 1 step: 2,880 → 288 rows\n  1. resample step=10min how=mean')
  })

  test('lists the steps that there are', async () => {
    const { stdout } = await runCli(['clean', '--list'])
    expect(stdout).toContain('hampel: Replaces values')
    expect(stdout).toContain('    window: ')
    expect(
      (JSON.parse((await runCli(['clean', '--list', '--json'])).stdout) as { id: string }[]).map(({ id }) => id),
    ).toContain('resample')
  })

  test('refuses what it cannot use with a sentence', async () => {
    writeFileSync(file('odd.json'), '[{"step": 5}]')
    writeFileSync(file('no.json'), 'hello')
    for (const [args, message] of [
      [[], 'There is nothing to do: give a step'],
      [['--step', 'hampell'], 'There is no cleaning step "hampell". Known: mask, '],
      [['--step', 'hampel window=x'], 'Parameter "window" must be a whole number'],
      [
        ['--derive', 'dT = Tout - Tim'],
        'plant.csv: Cleaning step 1 (derive): There is no channel "Tim". Known: Tin, Tout. In "Tout - Tim", at character 8.',
      ],
      [['--derive', 'Tout'], '--derive takes name = formula'],
      [['--derive', 'a = b', '--derive', 'b = a'], 'The formulas go in a circle: a needs b needs a.'],
      [['--decompose', 'stl'], '--decompose takes stl, stl-robust or classical and a period'],
      [
        ['--decompose', 'stl:2d'],
        'A decomposition needs two complete periods without a gap: 5760 points; the longest stretch has 2880.',
      ],
      [['--step', 'fill'], 'Say up to which pause is filled'],
      [['--clean', file('odd.json')], 'odd.json does not hold a list of cleaning steps'],
      [['--clean', file('no.json')], 'no.json is not JSON'],
      [['--clean', file('absent.json')], 'absent.json'],
    ] as [string[], string][]) {
      const { code, stderr } = await clean(...args)
      expect(stderr, args.join(' ')).toContain(message)
      expect(code, args.join(' ')).toBe(2)
    }
  })
})

describe('detect after cleaning', () => {
  const detect = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([
      'detect',
      file('plant.csv'),
      '--train-rows',
      '1500',
      '--detector',
      'ewma',
      '--json',
      ...args,
    ])
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout) as {
      cleaning?: { step: string }[]
      rows: number
      assessed: number
      detections: { start: string; end: string }[]
      measures: Record<string, number>
    }
  }

  test('finds on a derived channel what hides in the swing of the others', async () => {
    const raw = await detect('--labels', 'fault')
    const derived = await detect('--labels', 'fault', '--derive', 'dT = Tout - Tin', '--step', 'drop channels=Tin,Tout')
    expect(derived.cleaning!.map(({ step }) => step)).toEqual(['derive', 'drop'])
    expect(derived.measures['F1']).toBeGreaterThan(0.7)
    expect(derived.measures['F1']).toBeGreaterThan(raw.measures['F1'])
    expect(raw.cleaning).toBeUndefined()
  })

  test('looks at residuals, and writes a score for every row of the file also where rows were resampled', async () => {
    const result = await detect('--decompose', 'stl:144', '--step', 'drop channels=Tin', '--labels', 'fault')
    expect(result.detections.some(({ start }) => start >= clock(1990) && start <= clock(2030))).toBe(true)
    const coarse = await detect(
      '--step',
      'resample step=5min',
      '--labels',
      'fault',
      '--train-rows',
      '300',
      '--out',
      file('scores.csv'),
    )
    expect(coarse.rows).toBe(n)
    expect(coarse.assessed).toBe(n / 5)
    const scores = readFileSync(file('scores.csv'), 'utf8').trimEnd().split('\n')
    expect(scores.length).toBe(1 + n)
    expect(scores[1 + 1000].split(',')[0]).toBe(clock(1000))
    // Five rows of the file have the score of one row.
    expect(new Set(scores.slice(1 + 1003, 1 + 1008).map((line) => line.split(',')[1])).size).toBe(1)
  })

  test('a model that was trained on cleaned data is handed over with its steps, and scores rows as they come through them', async () => {
    const train = [
      'detect',
      file('plant.csv'),
      '--detector',
      'z-score',
      '--step',
      'smooth',
      '--step',
      'resample step=5min',
    ]
    const out = ['--export-model', file('model'), '--out', file('own.csv')]
    expect((await runCli([...train, ...out])).code).toBe(0)
    expect(JSON.parse(readFileSync(file('model/recipe.json'), 'utf8'))).toMatchObject({
      preparation: ['smooth', 'resample step=5min'],
      time: { stepMs: 300_000 },
      rows: { stepMs: 60_000 },
    })
    const score = (...more: string[]) =>
      spawnSync(process.execPath, ['src-main/cli/main.ts', 'score', '--model', file('model'), ...more], {
        input: readFileSync(file('plant.csv')),
        encoding: 'utf8',
      })
    const { status, stdout } = score()
    expect(status).toBe(0)
    const scores = (text: string) =>
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',')[1]))
    const own = scores(readFileSync(file('own.csv'), 'utf8'))
    expect(scores(stdout)).toHaveLength(own.length)
    scores(stdout).forEach((value, i) => expect(value, `row ${i}`).toBeCloseTo(own[i], 9))
    expect(score('--cleaned').stderr).toContain('the model was trained on one every 300 s')
  })
})

describe('several files on one clock', () => {
  const other = lines
    .slice(1440)
    .map((line, i) => `${clock(1440 + i).replace(':00.000Z', ':30.000Z')},${line.split(',')[1]}`)
  writeFileSync(file('second.csv'), `time,Tin [°C]\n${other.join('\n')}\n`)
  writeFileSync(file('later.csv'), `time,p\n${clock(9000)},1\n${clock(9001)},2\n`)

  test('become one file of the time that all cover, or any does, and go through steps then', async () => {
    const both = ['--with', file('second.csv'), '--align', '1min', '--json']
    const inner = await clean(...both, '--derive', 'd = Tin - "Tin second"', '--out', file('both.csv'))
    expect([inner.stderr, inner.code]).toEqual(['', 0])
    expect(inner.report()).toMatchObject({ aligned: { rows: 'inner', stepMs: 60_000 }, rows: { after: 1440 } })
    expect(readFileSync(file('both.csv'), 'utf8').split('\n')[0]).toBe('time,Tin [°C],Tout [°C],Tin second [°C],d [°C]')
    expect((await clean(...both, '--rows', 'outer')).report().rows.after).toBe(n)
  })

  test('say what is missing or has no time in common', async () => {
    const later = ['--with', file('later.csv')]
    expect((await clean(...later)).stderr).toContain('Say on which step the files are laid, such as --align 10s.')
    expect((await clean(...later, '--align', '1min')).stderr).toContain('have no time in common')
    expect((await clean(...later, '--align', 'soon')).stderr).toContain('not "soon"')
    expect((await clean('--align', '1min')).stderr).toContain('go with --with')
    expect((await clean(...later, '--align', '1min', '--rows', 'both')).stderr).toContain('inner or outer')
  })
})
