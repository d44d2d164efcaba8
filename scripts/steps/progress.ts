import type { Report } from '../../src-main/setup/report.ts'

/**
 * Prints what is being done. On a terminal one line is rewritten until the next step begins; in a log a step is one
 * line, and another every five seconds. Two reports belong to one step when they agree up to the first colon.
 */
export function progressPrinter(out: NodeJS.WriteStream = process.stdout): { report: Report; end: () => void } {
  let step = ''
  let printed = 0
  let open = false
  const end = () => {
    if (open) out.write('\n')
    open = false
    step = ''
  }
  const report: Report = (line, fraction) => {
    const now = Date.now()
    const next = line.split(':')[0]
    const same = next === step
    if (same && now - printed < (out.isTTY ? 100 : 5000)) return
    if (!same) end()
    step = next
    printed = now
    const text = fraction === undefined ? line : `${line}: ${Math.floor(fraction * 100)} %`
    if (out.isTTY) out.write(`\r\x1b[2K${text.slice(0, (out.columns || 80) - 1)}`)
    else out.write(`${text}\n`)
    open = Boolean(out.isTTY)
  }
  return { report, end }
}

/** The engine in a sentence's end: "native TensorFlow 2.21.0", or WASM and why. */
export const engineInWords = (state: { kind: 'ready'; version: string } | { kind: 'missing'; why: string }) =>
  state.kind === 'ready'
    ? `native TensorFlow ${state.version}`
    : `TensorFlow on WebAssembly, slower, because native TensorFlow is missing: ${state.why}`
