import { badInput } from '../shared/errors.ts'
import type { AddCommand } from './command.ts'

export const serveCommand: AddCommand = (program) => {
  program
    .command('serve')
    .description('Open the app in the browser of this machine.')
    .argument('[project]', 'a project file to begin with')
    .option('--port <port>', 'a fixed port; any free one otherwise')
    .option('--no-open', 'only print the address')
    .action(async (project: string | undefined, options: { port?: string; open: boolean }) => {
      const [{ prepareEngine }, { serve }] = await Promise.all([import('./engine.ts'), import('../serve/main.ts')])
      await prepareEngine()
      await serve({
        project,
        open: options.open,
        port: options.port === undefined ? undefined : portFrom(options.port),
      })
    })
}

function portFrom(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65535)
    throw badInput(`A port is a whole number from 1 to 65535, not "${text}".`)
  return port
}
