import { app } from 'electron'
import { commandIn, runCommand } from './command-line.ts'

/** The program of the package: a command of the command line, or the desktop app. */
const own = app.isPackaged ? 1 : 2
const command = commandIn(process.argv, own)
// Not awaited: Electron is ready only when this file has been read.
if (command) void runCommand(command, own)
else await import('./main.ts')
