import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const bin = resolve(import.meta.dirname, '../../bin/anomaly-studio.js')
const env = { ...process.env, ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: join(folder, 'projects') } // prettier-ignore
const rows = (n: number) =>
  `time,a,b,c\n${Array.from({ length: n }, (_, i) => `${1.7e9 + i},${Math.sin(i)},${Math.cos(i)},${i % 97}\n`).join('')}`
writeFileSync(join(folder, 'large.csv'), rows(600_000))
writeFileSync(join(folder, 'one.csv'), rows(100))
writeFileSync(join(folder, 'two.csv'), rows(100))

/** As a shell counts: the exit code, or 128 and the signal. Ctrl+C is pressed after so many milliseconds, as soon as a file is there, or never. */
function ended(
  args: string[],
  press: number | string | null,
  listen = true,
): Promise<{ code: number; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => (stderr += String(text)))
    if (listen) child.stdout.resume()
    else child.stdout.destroy()
    if (typeof press === 'number') setTimeout(() => child.kill('SIGINT'), press)
    const look = setInterval(() => {
      if (typeof press !== 'string' || !existsSync(join(folder, press))) return
      clearInterval(look)
      child.kill('SIGINT')
    }, 5)
    child.on('close', (code, signal) => {
      clearInterval(look)
      done({ code: code ?? 128 + constants.signals[signal!], stderr })
    })
  })
}

// Pressed while the command still starts, and in the midst of its work.
test.skipIf(process.platform === 'win32').each([
  ['detect', 300],
  ['detect', 1500],
  ['import', 300],
  ['import', 'stopped.anomaly'],
])('Ctrl+C ends %s (pressed at %s) with 130', async (command, press) => {
  const more = command === 'detect' ? ['--detector', 'lstm-autoencoder'] : ['--project', 'stopped']
  const { code, stderr } = await ended([command, 'large.csv', ...more], press)
  expect(code).toBe(130)
  expect(stderr).not.toMatch(/Error|\n\s+at /)
  for (const left of ['stopped.anomaly', 'stopped.anomaly-wal']) expect(existsSync(join(folder, left))).toBe(false)
})

test('an import to which nobody listens still reads every file, and its code says how it ended', async () => {
  expect((await ended(['import', 'one.csv', 'two.csv', '--project', 'both'], null, false)).code).toBe(0)
  const report = await ended(['import', 'one.csv', 'no-such.csv', '--project', 'half'], null, false)
  expect(report.code).toBe(2)
  expect(report.stderr).toContain('no-such.csv')
})
