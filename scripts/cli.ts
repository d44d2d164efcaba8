/** The command line from a checkout: the bundle where it is as new as the sources, else the sources themselves. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isFresh, root } from './steps/fresh.ts'

const entry = isFresh() ? join(root, 'dist', 'cli.js') : join(root, 'src-main', 'cli', 'main.ts')
process.argv[1] = entry
await import(pathToFileURL(entry).href)
