import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import type { EngineProcess, FromEngine, ToEngine } from '../../src-main/engine/protocol.ts'
import { contract } from '../../src-main/shared/contract.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'

/** What no person should read: names of libraries, their exceptions, their codes, their sentences, stacks. */
const foreign =
  /SQLITE|SqliteError|better-sqlite|DuckDB|\bzod\b|expected string|expected number|Invalid input|Too (big|small)|invalid_|\bE[A-Z]{4,}\b|TypeError|RangeError|ReferenceError|\bundefined\b|\[object|\bNaN\b|tensor should|kernel|\n\s+at |node:|JSON at position|Unexpected (end|token)|Cannot read prop/

const strange: unknown[] = [
  undefined,
  null,
  '',
  'x'.repeat(300),
  'x'.repeat(20_000),
  '\0',
  '../../etc/passwd',
  0,
  -1,
  1.5,
  NaN,
  Infinity,
  2 ** 60,
  true,
  [],
  [1, 'a', null],
  {},
  { constructor: 1 },
  { $: 'x' },
  new Float64Array(3),
]

/** An engine that fails at whatever it is asked, in the words of a library. */
function wordyEngine(): EngineProcess {
  let say: (message: FromEngine) => void = () => {}
  return {
    send(message: ToEngine) {
      if (message.kind === 'cancel') return
      const error = toPlainError(new Error('Invalid Input Error: The tensor should have 448 values'))
      setTimeout(() => say({ kind: 'failed', id: message.id, error }))
    },
    onMessage: (listener) => void (say = listener),
    onExit: () => {},
    kill: () => {},
  }
}

describe('whatever a call is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'words-'))
  let app: App
  beforeAll(async () => {
    app = createApp({
      kind: 'serve',
      version: '0',
      dataFolder: join(folder, 'data'),
      projectsFolder: folder,
      author: 'test',
      startEngine: wordyEngine,
    })
    expect(await app.call('project.create', { file: null, name: 'Plant' })).toMatchObject({ ok: true })
  })
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  /** Every field of a call's arguments, so that each is reached. */
  const fieldsOf = (name: keyof typeof contract) => {
    const { args } = contract[name]
    return 'shape' in args ? Object.keys(args.shape as object) : []
  }
  const plausible: Record<string, unknown> = {
    name: 'a',
    dataset: 99,
    set: 99,
    run: 99,
    labelSet: 99,
    label: 1,
    job: 99,
    file: 'token',
    folder: null,
    purpose: 'import',
    format: 'csv',
    start: 0,
    end: 1,
    series: [],
    time: 0,
    width: 10,
    class: 99,
    labels: [],
    channels: [],
    params: {},
    detector: 'pca',
    ranges: [],
    excludeLabels: true,
    seed: 1,
    threshold: null,
    what: 'scores',
    mapping: null,
    changed: null,
  }

  const names = Object.keys(contract) as (keyof typeof contract)[]
  test.each(names)('%s answers, and a refusal is a sentence of our own', async (name) => {
    const fields = fieldsOf(name)
    const usual = Object.fromEntries(fields.map((field) => [field, plausible[field]]))
    const tries = [
      usual,
      ...strange,
      ...fields.flatMap((field) => strange.map((value) => ({ ...usual, [field]: value }))),
    ]
    const destroys = ['project.close', 'project.sample', 'app.engine', 'project.create', 'project.open'].includes(name)
    const empty = (args: unknown) =>
      args === undefined ||
      args === null ||
      (typeof args === 'object' && !Array.isArray(args) && Object.keys(args).length === 0)
    for (const args of destroys && fields.length === 0 ? tries.filter((one) => !empty(one)) : tries) {
      if (name === 'project.create' && typeof args === 'object' && args && 'file' in args && args.file === null)
        continue
      const answer = await app.call(name, args)
      if (answer.ok) continue
      const { message } = answer.error
      expect([name, args, message]).toEqual([name, args, expect.not.stringMatching(foreign)])
      expect(message).toMatch(/[.!?]$/)
    }
    if (!(await app.call('project.current', {})).ok) throw new Error('The app does not answer any more.')
  })

  test('a field that is too long is named as the person knows it', async () => {
    expect(await app.call('labels.createClass', { name: 'x'.repeat(201) })).toMatchObject({
      error: { message: 'The name has more than 200 characters: shorten it.' },
    })
    expect(await app.call('project.create', { file: null, name: ' ' })).toMatchObject({
      error: { message: 'The name is empty, and something is needed there.' },
    })
    expect(await app.call('labels.change', { changes: [{ id: 1, note: 'x'.repeat(10_001) }] })).toMatchObject({
      error: { message: 'The note has more than 10,000 characters: shorten it.' },
    })
  })
})

test('the words of a library stay in the detail', () => {
  for (const said of [
    'Out of Memory Error: Allocation failure',
    'IO Error: Could not write file: No space left on device',
    'Invalid Input Error: Cannot run this, SET threads=2',
    'The tensor should have 448 values but has 447',
  ]) {
    const { message, detail } = toPlainError(new Error(said))
    expect(message).not.toMatch(foreign)
    expect(message).not.toContain(said.slice(0, 10))
    expect(detail).toContain(said)
  }
})
