import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const forGraphs = ['onnxruntime==1.32.0', 'numpy==2.4.6']
const packages = [...forGraphs, 'pandas==3.1.1', 'pyarrow==26.0.1', 'pyspark==4.3.0', 'ray==2.60.0']
/** Stays from run to run: to fetch it takes minutes. */
const folder = join(process.env.ANOMALY_TESTS_KEPT ?? tmpdir(), 'anomaly-studio-python')
const mark = join(folder, 'installed.txt')
const isInstalled = () => existsSync(mark) && readFileSync(mark, 'utf8') === packages.join('\n')
const pip = ['-m', 'pip', 'install', '-q', '--retries', '0', '--timeout', '5', '--only-binary=:all:']
const noVenv = { why: 'There is no Python 3 with venv.' }
const noPip = { why: "Python's packages cannot be had from here: pip reached none." }

export interface Ran {
  code: number
  output: string
}

export function run(file: string, args: string[], options: { cwd?: string; timeout?: number } = {}): Promise<Ran> {
  return new Promise((done) =>
    execFile(
      file,
      args,
      { maxBuffer: 1 << 26, timeout: 600_000, env: { ...process.env, PYSPARK_PYTHON: file }, ...options },
      (error, stdout, stderr) =>
        done({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, output: `${stdout}${stderr}` }),
    ),
  )
}

type Found = { python: string } | { why: string }

async function given(modules: string): Promise<Found | null> {
  const python = process.env.ANOMALY_STUDIO_PYTHON
  if (!python) return null
  const { code, output } = await run(python, ['-c', `import ${modules}`])
  return code === 0 ? { python } : { why: `ANOMALY_STUDIO_PYTHON lacks a package: ${output.trim().split('\n').at(-1)}` }
}

/**
 * A Python with the packages of the page: that of ANOMALY_STUDIO_PYTHON, else one of its own that pip fills once. A sentence
 * where it cannot be had.
 */
export async function pythonWithSpark(): Promise<Found> {
  const known = await given('onnxruntime, pyspark, ray, pandas, pyarrow')
  if (known) return known
  const python = join(folder, 'bin', 'python')
  if ((await run('java', ['-version'])).code !== 0) return { why: 'There is no Java, which Spark needs.' }
  if (isInstalled()) return { python }
  if ((await run('python3', ['-m', 'venv', folder])).code !== 0) return noVenv
  const { code } = await run(python, [...pip, ...packages.filter((one) => !one.startsWith('pyspark'))])
  // Spark comes as a source package without anything to compile.
  const spark =
    code === 0
      ? await run(python, ['-m', 'pip', 'install', '-q', '--retries', '0', '--timeout', '5', 'pyspark==4.3.0'])
      : { code }
  if (spark.code !== 0) return noPip
  writeFileSync(mark, packages.join('\n'))
  return { python }
}

/** The same with onnxruntime alone, which is a twentieth of it. */
export async function pythonWithOnnx(): Promise<Found> {
  const known = await given('onnxruntime, numpy')
  if (known) return known
  if (isInstalled()) return { python: join(folder, 'bin', 'python') }
  const own = `${folder}-onnx`
  const python = join(own, 'bin', 'python')
  const check = `import onnxruntime, numpy; assert onnxruntime.__version__ == "${forGraphs[0].split('==')[1]}"`
  if (existsSync(python) && (await run(python, ['-c', check])).code === 0) return { python }
  if ((await run('python3', ['-m', 'venv', own])).code !== 0) return noVenv
  return (await run(python, [...pip, ...forGraphs])).code === 0 ? { python } : noPip
}
