import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Counts, addCounts, noCounts } from './counts.ts'
import { root } from './fresh.ts'

/** Of the TypeScript files alone, by the native compiler: in seconds. */
export const types = { name: 'The types hold', script: '@typescript/native/bin/tsc', args: ['--noEmit'] }

const checks = [
  {
    // It keeps what it made of the components in .svelte-check/, and hands all of them and every other file to the native compiler.
    name: 'The types and the Svelte components hold',
    script: 'svelte-check/bin/svelte-check',
    args: ['--tsgo', '--incremental', '--fail-on-warnings', '--threshold', 'warning', '--output', 'human'],
  },
  {
    name: 'Every file is formatted (npm run format)',
    script: 'prettier/bin/prettier.cjs',
    args: ['--check', '--log-level', 'warn', '--cache', '--cache-location', 'node_modules/.cache/prettier.json', '.'],
  },
  {
    name: 'The linter finds nothing (npm run lint)',
    script: 'eslint/bin/eslint.js',
    args: ['--cache', '--cache-location', 'node_modules/.cache/eslint.json', '.'],
  },
  {
    name: 'Every file, export and dependency is used (knip.json)',
    script: 'knip/bin/knip.js',
    args: ['--no-progress'],
  },
]

/** Types, components, format, lint and what nobody uses side by side, or those that are asked for. Each check counts as one that passed or failed; what fails prints its findings. */
export async function runChecks(asked = checks): Promise<Counts> {
  const results = await Promise.all(
    asked.map(async (check) => ({ ...check, ...(await output(check.script, check.args)) })),
  )
  let counts = noCounts
  for (const { name, code, text } of results) {
    console.log(code === 0 ? `✓ ${name}` : `✗ ${name}:\n${text.trimEnd()}`)
    counts = addCounts(counts, code === 0 ? { ...noCounts, passed: 1 } : { ...noCounts, failed: 1 })
  }
  return counts
}

function output(script: string, args: string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    const keep = (chunk: Buffer) => (text += chunk.toString())
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, text: String(error) }))
    child.on('close', (code) => resolve({ code, text }))
  })
}
