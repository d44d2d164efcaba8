import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { rangesOf } from '../../src-main/analysis/metrics/metric.ts'
import { volumeUnderSurface } from '../../src-main/analysis/metrics/vus.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { findPeer } from './peer.ts'
import { timeRow, type BenchRow } from './row.ts'

const THRESHOLDS = 250

/** VUS-PR of short series against the code that published it, and of a long one. */
export async function metricsRows(): Promise<BenchRow[]> {
  return (
    [
      [10_000, 100],
      [3000, 100],
      [100_000, 300],
    ] as const
  ).map(([n, length]) => {
    const one = series(n)
    const compared: ReturnType<typeof theirs> =
      n <= 10_000 ? theirs(one, length) : [null, 'not compared: it is a bound']
    return timeRow(
      'metrics',
      `VUS-PR, ${n.toLocaleString('en')} points, L = ${length} (${rates(one, length)})`,
      ours(one, length).seconds,
      ...compared,
    )
  })
}

interface Scored {
  scores: Float64Array
  labels: Uint8Array
}

/** A labelled window of 50 points in every thousand, in scores that mostly see it. */
function series(n: number): Scored {
  const random = seededRandom(2)
  const labels = Uint8Array.from({ length: n }, (_, i) => (i % 1000 > 950 ? 1 : 0))
  return { labels, scores: Float64Array.from(labels, (l) => random.next() + l / 2) }
}

/** The fastest of several runs, after one that warms up. */
function ours({ scores, labels }: Scored, length: number): { seconds: number; pr: number } {
  const windows = rangesOf(labels)
  let pr = 0
  const seconds = Array.from({ length: 6 }, () => {
    const before = performance.now()
    pr = volumeUnderSurface(scores, windows, length)!.pr
    return (performance.now() - before) / 1000
  })
  return { seconds: Math.min(...seconds.slice(1)), pr }
}

/**
 * What the formula costs and how much of it a second does. As published, each of L + 1 widths compares every point with 250
 * thresholds: 250·(L + 1)·n operations. Ours sorts once and sums 250 levels × distances: n·log₂ n + 250·L²/4.
 */
function rates(given: Scored, length: number): string {
  const n = given.scores.length
  const { seconds } = ours(given, length)
  const formula = THRESHOLDS * (length + 1) * n
  const done = n * Math.log2(n) + (THRESHOLDS * length * length) / 4
  const big = (x: number) => x.toExponential(1)
  return `formula 250·(L+1)·n = ${big(formula)} operations, ${big(formula / seconds)}/s; ours n·log n + 250·L²/4 = ${big(done)}, ${big(done / seconds)}/s`
}

/** Seconds of the TSB-AD package, or why it could not be asked. The two must agree on the value, or nothing was compared. */
function theirs({ scores, labels }: Scored, length: number): [seconds: number | null, what: string] {
  const peer = findPeer()
  if (peer.python === null) return [null, peer.why]
  const found = tsbAd(peer.python)
  if (found.folder === null) return [null, found.why]
  const input = JSON.stringify({ labels: Array.from(labels), scores: Array.from(scores) })
  try {
    const out = execFileSync(peer.python, [join(import.meta.dirname, 'vus_peer.py'), found.folder, String(length)], {
      encoding: 'utf8',
      input,
      maxBuffer: 1 << 26,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const { seconds, pr } = JSON.parse(out.trim().split('\n').at(-1)!) as { seconds: number; pr: number }
    const mine = ours({ scores, labels }, length).pr
    return Math.abs(pr - mine) < 1e-9
      ? [seconds, `TSB-AD ${found.version}`]
      : [null, `TSB-AD ${found.version} gives ${pr}, ours ${mine}: not compared`]
  } catch (error) {
    return [null, `TSB-AD could not be run: ${lastLine(error)}`]
  }
}

/** The package without what its detectors need, in a folder of its own beside the bench's Python. */
function tsbAd(python: string): { folder: string; version: string } | { folder: null; why: string } {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'anomaly-studio', 'bench-tsb-ad')
  const pip = (...what: string[]) =>
    spawnSync(
      python,
      ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--timeout', '3', '--target', folder, ...what],
      { encoding: 'utf8' },
    )
  if (!existsSync(join(folder, 'TSB_AD'))) {
    for (const what of [
      ['--no-deps', 'TSB-AD'],
      ['--only-binary=:all:', '--no-deps', 'scikit-learn', 'scipy', 'joblib', 'threadpoolctl'],
    ]) {
      const { status, stderr, error } = pip(...what)
      if (status === 0) continue
      rmSync(folder, { recursive: true, force: true })
      return {
        folder: null,
        why: `TSB-AD cannot be had here: ${(stderr || error?.message || 'pip failed').trim().split('\n').at(-1)}`,
      }
    }
  }
  const code =
    'import sys; sys.path.insert(0, sys.argv[1]); from importlib.metadata import version; print(version("TSB-AD"))'
  const { stdout } = spawnSync(python, ['-c', code, folder], { encoding: 'utf8' })
  return { folder, version: stdout.trim() }
}

const lastLine = (error: unknown) => {
  const text = (error as { stderr?: string }).stderr || (error instanceof Error ? error.message : String(error))
  return text.trim().split('\n').at(-1)!
}
