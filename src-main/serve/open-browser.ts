import { spawn } from 'node:child_process'

/** Asks the system to show an address in the person's browser. Where that is not possible, the printed address is enough. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]]
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  child.on('error', () => {})
  child.unref()
}
