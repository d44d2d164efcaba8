import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** Two minutes altogether; the long run is `npm run test:long`. */
const counts = { project: 20, model: 10, kill: 3, jobs: 5, disk: 6, two: 5, server: 30, import: 8 }

test('a short campaign breaks nothing, and says in figures what it tried', () => {
  const out = mkdtempSync(join(tmpdir(), 'anomaly-campaign-'))
  const script = resolve(import.meta.dirname, '../../scripts/campaign.ts')
  const ran = spawnSync(
    process.execPath,
    [script, ...Object.entries(counts).flatMap(([id, n]) => [`--${id}`, `${n}`]), '--seed', '1', '--out', out],
    { encoding: 'utf8' },
  )
  const report = JSON.parse(readFileSync(join(out, 'campaign.json'), 'utf8')) as {
    seed: number
    campaigns: { id: string; tried: number; right: number; refused: number; failures: object[] }[]
  }
  expect(report.campaigns.map(({ id, tried, failures }) => [id, tried, failures])).toEqual(
    Object.entries(counts).map(([id, n]) => [id, n, []]),
  )
  for (const { tried, right, refused } of report.campaigns) expect(right + refused).toBe(tried)
  expect(report.campaigns[0].refused).toBeGreaterThan(5)
  expect(readFileSync(join(out, 'campaign.html'), 'utf8')).toContain('Campaign, seed 1')
  expect([ran.status, ran.stderr]).toEqual([0, ''])
  rmSync(out, { recursive: true, force: true, maxRetries: 5 })
}, 600_000)
