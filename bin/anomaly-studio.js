#!/usr/bin/env node
import { runScript } from './with-node.js'

await runScript('scripts/cli.ts', process.argv.slice(2))
