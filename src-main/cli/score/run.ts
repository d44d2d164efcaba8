import { setFlagsFromString } from 'node:v8'
import { quietJob } from '../../analysis/job.ts'
import { giveBack } from '../../formats/importers/files/give-back.ts'
import { packModel } from '../../analysis/model-file.ts'
import { sha256 } from '../../formats/bundle/write-bundle.ts'
import { KeyedScorer } from './keyed.ts'
import { loadModel, type Loaded } from './load.ts'
import { scoreLines, type Lines } from './output.ts'
import type { ScorePlan } from './plan.ts'
import { rowReader } from './row-reader.ts'
import { decoderOf } from './decoder.ts'
import { readState, writeState } from './state.ts'

/** Nobody waits for the rows of a request but the request itself. */
const longest = 3_600_000
/** What a model may use while it scores; more makes nothing much quicker. */
const memoryBytes = 96 << 20

/** Buffers that windows have left add up to a hundred megabytes unless they are collected: whenever the process has grown by so many bytes. */
const growthToCollect = 24 << 20

/** Everything that `score` does. */
export async function runScore(plan: ScorePlan): Promise<void> {
  // What is read is soon forgotten: room for young objects that grows by itself would take 60 MB and make nothing quicker.
  setFlagsFromString('--semi-space-growth-factor=1')
  const loaded = await loadModel(plan)
  try {
    await scoreWith(loaded, plan)
  } finally {
    loaded.networks.dispose()
  }
}

async function scoreWith(loaded: Loaded, plan: ScorePlan): Promise<void> {
  if (plan.port !== null) {
    const { serveScores } = await import('../../serve/score-server.ts')
    const { name, detector } = loaded.recipe
    const health = { model: name, detector: detector.id, channels: loaded.channels.map((channel) => channel.name) }
    const score = async (rows: AsyncIterable<Buffer>) => {
      const parts: string[] = []
      await scoreStream({ ...plan, state: null, waitMs: longest }, loaded, rows, async (text) => void parts.push(text))
      return parts.join('')
    }
    return serveScores(plan.port, health, score, (url) => console.log(`Scoring with "${name}" at ${url}`))
  }
  await scoreStream(plan, loaded, process.stdin, (text) => writeOut(process.stdout, text))
}

/** Text in, text out; `write` answers when the text is taken. Rows that cannot be read end it, after what came before them. */
export async function scoreStream(
  plan: Pick<ScorePlan, 'key' | 'time' | 'format' | 'state' | 'waitMs'>,
  loaded: Loaded,
  input: AsyncIterable<Buffer | string>,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const { model, recipe, networks, channels, cleaning } = loaded
  // The same model looks at other rows where they were cleaned before.
  const asCleaned = recipe.preparation.length > 0 && !cleaning ? ' --cleaned' : ''
  const mark = plan.state === null ? '' : sha256(packModel(model)) + asCleaned
  const before = plan.state === null ? {} : readState(plan.state, mark, recipe.channels.length)
  let lines: Lines | null = null
  const scorer = new KeyedScorer(
    loaded,
    async (key, rows) => {
      if (!lines) await write((lines = scoreLines(reader.format, plan.key, recipe.threshold?.value ?? null)).head)
      for (const text of lines.rows(key, rows)) await write(text)
    },
    quietJob({ memoryBytes, networks, scoresOnly: true }),
    before,
  )
  const reader = rowReader(plan.format, { channels, key: plan.key, time: plan.time }, (key, time, row) =>
    scorer.add(key, time, row),
  )
  const flush = async (ended: boolean) => {
    await scorer.flush(ended)
    // First the scores, then how far they go: whoever is killed in between writes some of them again, and loses none.
    if (plan.state !== null) await writeState(plan.state, mark, scorer.state())
  }
  let kept = process.memoryUsage.rss()
  try {
    let decoder: TextDecoder | null = null
    for await (const block of withPauses(input, plan.waitMs)) {
      if (block === null) await flush(false)
      else
        for (const piece of pieces(
          typeof block === 'string' ? block : (decoder ??= decoderOf(block)).decode(block, { stream: true }),
        )) {
          reader.take(piece)
          if (!scorer.isFull) continue
          await flush(false)
          if (process.memoryUsage.rss() - kept < growthToCollect) continue
          giveBack()
          kept = process.memoryUsage.rss()
        }
    }
    reader.end()
    await flush(true)
  } catch (error) {
    await flush(false).catch(() => undefined)
    throw error
  }
}

/** A block in parts that add few rows at a time, so that a full memory is seen early. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1 << 16) yield text.slice(at, at + (1 << 16))
}

/** Blocks as they come, and null where none has come for so long. */
async function* withPauses<T>(input: AsyncIterable<T>, waitMs: number): AsyncGenerator<T | null> {
  const blocks = input[Symbol.asyncIterator]()
  let next = blocks.next()
  let told = true
  for (;;) {
    let timer: NodeJS.Timeout | undefined
    const pause = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), waitMs)))
    const got = told ? await next : await Promise.race([next, pause])
    clearTimeout(timer)
    if (got === null) {
      told = true
      yield null
      continue
    }
    if (got.done) return
    told = false
    yield got.value
    next = blocks.next()
  }
}

const writeOut = (stream: NodeJS.WritableStream, text: string): Promise<void> =>
  new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())))
