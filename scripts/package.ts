/** `npm run package`: installers for this system in release/, from dist/ as it is. Needs `npm ci --prefix packaging` once. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps/fresh.ts'

const builder = join(root, 'packaging', 'node_modules', 'electron-builder', 'cli.js')
if (!existsSync(builder)) {
  console.error('electron-builder is not installed. Run "npm ci --prefix packaging" first.')
  process.exit(2)
}
const args = [
  '--projectDir',
  root,
  '--config',
  join(root, 'electron-builder.yml'),
  '--publish',
  'never',
  ...process.argv.slice(2),
]
process.exitCode = spawnSync(process.execPath, [builder, ...args], { stdio: 'inherit' }).status ?? 1
