import type { Readable } from 'node:stream'

const most = 200

/** Keeps the last lines of a stream, and hands on each as it comes. */
export function keepLastLines(stream: Readable | null, onLine: (line: string) => void): string[] {
  const lines: string[] = []
  let rest = ''
  const take = (line: string) => {
    if (!line.trim()) return
    lines.push(line)
    if (lines.length > most) lines.shift()
    onLine(line)
  }
  stream?.setEncoding('utf8')
  stream?.on('data', (text: string) => {
    const parts = (rest + text).split(/\r?\n/)
    rest = parts.pop() ?? ''
    parts.forEach(take)
  })
  stream?.on('end', () => take(rest))
  return lines
}
