// Runs a script of this project with a Node that can: the one that runs already, or the pinned one that `npm ci` brought.
// Plain JavaScript without a dependency, because an old Node must be able to read this file and say what it lacks.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** 22.18 is the first that runs TypeScript sources as they are; 23.6 the first of its line. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18)
}

function pinnedNode() {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const path = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', `node${ending}`)
  return existsSync(path) ? path : null
}

export async function runScript(script, args) {
  const path = resolve(root, script)
  if (isNewEnough(process.versions.node)) {
    process.argv = [process.argv[0], path, ...args]
    await import(pathToFileURL(path).href)
    return
  }
  const node = pinnedNode()
  if (!node) {
    const missing = existsSync(join(root, 'node_modules'))
      ? 'and no pinned one exists for this system'
      : 'and "npm ci" has not been run here'
    console.error(`Anomaly Studio needs Node 22.18 or newer. This is Node ${process.versions.node}, ${missing}.`)
    process.exit(2)
  }
  const child = spawn(node, [path, ...args], { stdio: 'inherit' })
  // Ctrl+C reaches the child from the terminal by itself.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // Ended by a signal: as shells count it, 130 for Ctrl+C.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2)
  await runScript(script, args)
}
