import { existsSync, statSync } from 'node:fs'
import { badInput } from '../../shared/errors.ts'
import { projectPath } from '../quiet-app.ts'

/** As typed. */
export interface ScoreOptions {
  model: string
  key?: string
  time?: string
  format?: string
  state?: string
  wait: string
  engine?: string
  cleaned?: boolean
  serve?: string | boolean
}

export type ScoreFormat = 'csv' | 'jsonl'

export interface ScorePlan {
  model: { folder: string } | { project: string; run: string | null }
  key: string | null
  time: string | null
  /** null = by the first character. */
  format: ScoreFormat | null
  state: string | null
  waitMs: number
  engine: 'native' | 'wasm' | 'auto'
  cleaned: boolean
  /** null = standard input; 0 = any free port. */
  port: number | null
}

/** A project and a run of it, as "plant.anomaly:3"; run null = the newest. Throws bad-input where there is no such project. */
export function runNamed(text: string): { project: string; run: string | null } {
  const named =
    /^(.*?\.anomaly)[:#](.+)$/i.exec(text) ?? (existsSync(text) ? null : /^(.{2,})[:#]([^:#/\\]+)$/.exec(text))
  return named ? { project: projectPath(named[1]), run: named[2] } : { project: projectPath(text), run: null }
}

/** A folder with an exported model, or a run of a project. */
export function modelNamed(text: string): ScorePlan['model'] {
  if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) return { folder: text }
  if (!text.includes('.anomaly') && !/[:#]/.test(text) && !existsSync(`${text}.anomaly`))
    throw badInput(`There is neither a folder "${text}" with an exported model nor a project "${text}.anomaly".`)
  return runNamed(text)
}

/** Throws bad-input. */
export function parseScore(options: ScoreOptions): ScorePlan {
  const { format, engine = 'auto' } = options
  if (format !== undefined && format !== 'csv' && format !== 'jsonl')
    throw badInput(`--format is csv or jsonl, not "${format}".`)
  if (engine !== 'native' && engine !== 'wasm' && engine !== 'auto')
    throw badInput(`--engine is native or wasm, not "${engine}".`)
  const wait = Number(options.wait)
  if (!(wait >= 0 && wait <= 3600)) throw badInput(`--wait is a number of seconds, not "${options.wait}".`)
  const port = options.serve === undefined ? null : options.serve === true ? 0 : Number(options.serve)
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65_536))
    throw badInput(`--serve takes a port from 0 to 65535, not "${String(options.serve)}".`)
  if (port !== null && options.state !== undefined)
    throw badInput('--serve remembers nothing between requests: leave out --state.')
  return {
    model: modelNamed(options.model),
    key: options.key ?? null,
    time: options.time ?? null,
    format: format ?? null,
    state: options.state ?? null,
    waitMs: wait * 1000,
    engine,
    cleaned: options.cleaned ?? false,
    port,
  }
}
