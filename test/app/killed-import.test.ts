import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

test.skipIf(process.platform === 'win32')(
  'an app killed in the middle of an import opens again, says so, and imports the file whole',
  async () => {
    const csv = join(mkdtempSync(join(tmpdir(), 'anomaly-studio-csv-')), 'long.csv')
    const rows = 1_000_000
    writeFileSync(
      csv,
      [
        'time,a,b',
        ...Array.from({ length: rows }, (_, i) => `${new Date(1.7e12 + i * 1000).toISOString()},${i % 97},${i % 13}`),
      ].join('\n'),
    )

    const child = spawn(process.execPath, [resolve(import.meta.dirname, 'importing-child.ts'), csv], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    let project = ''
    child.stdout.on('data', (chunk) => (project += chunk))
    const [, signal] = await once(child, 'close')
    expect(signal).toBe('SIGKILL')

    const studio = new RealApp()
    const { token } = studio.app.admit(project.trim())
    const state = await studio.call('project.open', { file: token })
    expect(state.readOnly).toBe(false)
    expect(state.interrupted.join()).toContain('long.csv')
    expect((await studio.call('datasets.list', {})).filter((d) => d.status === 'ready')).toEqual([])
    expect((await studio.imported(csv)).message).toBeNull()
    expect((await studio.call('datasets.list', {})).find((d) => d.status === 'ready')?.rows).toBe(rows)
    await studio.app.close()
  },
)
