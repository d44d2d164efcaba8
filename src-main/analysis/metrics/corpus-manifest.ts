import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'

const numbers = z.array(z.number().nullable())
const windows = z.array(z.union([z.tuple([z.number(), z.number()]), z.tuple([z.string(), z.string()])]))

/** What may be said of one file, and, beside "files", of all. */
const common = {
  score: z.string().optional(),
  labels: z.string().optional(),
  prediction: z.string().optional(),
  anomaly: z.string().optional(),
  changepoint: z.string().optional(),
  skip: z.number().int().min(0).optional(),
}

const entry = z.object({
  ...common,
  name: z.string().optional(),
  /** A path, or the numbers themselves. */
  scores: z.union([z.string(), numbers]).optional(),
  predictions: z.union([z.string(), numbers]).optional(),
  /** Row ranges, pairs of times, or a file of them; both ends included. */
  windows: z.union([z.string(), windows]).optional(),
  key: z.string().optional(),
  threshold: z.number().optional(),
})
export type ManifestEntry = z.infer<typeof entry>

const weights = z.object({
  tp: z.number().optional(),
  fn: z.number().optional(),
  fp: z.number().optional(),
  tpWeight: z.number().optional(),
  fnWeight: z.number().optional(),
  fpWeight: z.number().optional(),
})

const manifest = z.object({
  ...common,
  description: z.string().optional(),
  windows: z.string().optional(),
  threshold: z
    .union([z.number(), z.literal('best'), z.record(z.string(), z.union([z.number(), z.literal('best')]))])
    .optional(),
  profile: z.union([z.string(), weights]).optional(),
  profiles: z.union([z.array(z.string()), z.record(z.string(), weights)]).optional(),
  files: z.array(z.union([z.string(), entry])).min(1),
})
/** notes — sentences about what was not understood. */
export type Manifest = Omit<z.infer<typeof manifest>, 'files'> & { files: ManifestEntry[]; notes: string[] }

/**
 * A manifest of many files: {"files": […], …}, the list alone, or a text with a path in each line.
 * name — of its file. main — where a file that is named by its path alone belongs. Throws bad-input with a sentence.
 */
export function parseManifest(text: string, name: string, main: 'scores' | 'predictions'): Manifest {
  const given = /^\s*[[{]/.test(text)
    ? json(text, name)
    : text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '')
  const notes = new Set<string>()
  const parsed = manifest.safeParse(
    inOurWords(Array.isArray(given) ? { files: given } : given, main, (key) =>
      notes.add(`${name}: "${key}" is nothing that a manifest says, and was left out.`),
    ),
  )
  if (!parsed.success) {
    const { path: place, message } = deepest(parsed.error.issues)
    throw badInput(
      `${name} is not a manifest as docs/evaluation.md describes it: ${place.length ? `at ${place.join('.')}: ` : ''}${message}.`,
    )
  }
  return {
    ...parsed.data,
    files: parsed.data.files.map((file) => (typeof file === 'string' ? { [main]: file } : file)),
    notes: [...notes],
  }
}

const known = new Set([...Object.keys(entry.shape), ...Object.keys(manifest.shape)])
const otherWords: Readonly<Record<string, string>> = {
  series: 'files',
  weights: 'profile',
  label: 'labels',
  window: 'windows',
  thresholds: 'threshold',
  scorefile: 'scores',
  labelfile: 'labels',
  windowsfile: 'windows',
  changepoints: 'changepoint',
  skiprows: 'skip',
  trainrows: 'skip',
}

/** Keys as people write them: "score_column" is "score", "file" is what the manifest lists, "labels" with pairs are windows. */
function inOurWords(given: unknown, main: 'scores' | 'predictions', stray: (key: string) => void): unknown {
  if (Array.isArray(given) || typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]): [string, unknown][] => {
      const plain = key
        .toLowerCase()
        .replaceAll(/[ _-]/g, '')
        .replace(/(column|col)$/, '')
      const word = known.has(key)
        ? key
        : known.has(plain)
          ? plain
          : /^(file|path|csv)$/.test(plain)
            ? main
            : otherWords[plain]
      if (word === undefined) return (plain !== 'rows' && stray(key), [])
      if (word === 'files' && Array.isArray(value)) return [[word, value.map((file) => inOurWords(file, main, stray))]]
      return [[word === 'labels' && Array.isArray(value) ? 'windows' : word, value]]
    }),
  )
}

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badInput(`${name} is not whole: its JSON breaks off or is damaged.`, String(error))
  }
}

interface Issue {
  path: PropertyKey[]
  message: string
  errors?: Issue[][]
}

/** Of the branches of a union, the one that got furthest says what is wrong. */
function deepest(issues: readonly unknown[], before: PropertyKey[] = []): { path: string[]; message: string } {
  const issue = issues[0] as Issue
  const here = [...before, ...issue.path]
  const branches = (issue.errors ?? [])
    .filter((branch) => branch.length > 0)
    .sort((a, b) => b[0].path.length - a[0].path.length || a[0].message.length - b[0].message.length)
  const objects = branches.find((branch) => !/expected (string|array)/.test(branch[0].message)) ?? branches[0]
  return objects ? deepest(objects, here) : { path: here.map(String), message: issue.message.replace(/\.$/, '') }
}
