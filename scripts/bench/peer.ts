import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const packages = ['numpy', 'pandas', 'keras', 'tensorflow-cpu']

/** A Python with what users would otherwise pick, or the reason why there is none. */
export type Peer = { python: string; versions: string } | { python: null; why: string }

let found: Peer | null = null

/** BENCH_PYTHON, or an environment of our own in the user's cache, made on first use. */
export function findPeer(): Peer {
  return (found ??= look())
}

function look(): Peer {
  const given = process.env.BENCH_PYTHON
  if (given) return check(given)
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'anomaly-studio', 'bench')
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (!existsSync(python)) {
    console.error(`Making a Python environment with ${packages.join(', ')} in ${folder} …`)
    mkdirSync(folder, { recursive: true })
    const made = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' })
    const filled =
      made.status === 0
        ? spawnSync(
            python,
            ['-m', 'pip', 'install', '--quiet', '--retries', '0', '--timeout', '3', '--only-binary=:all:', ...packages],
            { encoding: 'utf8' },
          )
        : made
    if (filled.status !== 0) {
      rmSync(folder, { recursive: true, force: true })
      return {
        python: null,
        why: `no Python environment: ${(filled.stderr || filled.error?.message || 'python3 not found').trim().split('\n').at(-1)}`,
      }
    }
  }
  return check(python)
}

function check(python: string): Peer {
  try {
    const code =
      'import sys; from importlib.metadata import version as v; print("Python", sys.version.split()[0], *[f"{p} {v(p)}" for p in sys.argv[1:]])'
    return { python, versions: execFileSync(python, ['-c', code, ...packages], { encoding: 'utf8' }).trim() }
  } catch (error) {
    return {
      python: null,
      why: `${python} lacks ${packages.join(', ')}: ${String((error as Error).message).split('\n')[0]}`,
    }
  }
}

/** Runs a script of scripts/bench and reads the JSON of its last line. */
export function runPeer<R>(python: string, script: string, args: string[]): R {
  const out = execFileSync(python, [join(import.meta.dirname, script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(out.trim().split('\n').at(-1)!) as R
}
