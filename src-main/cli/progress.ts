import type { Progress } from '../analysis/job.ts'

/** One line on the terminal that tells how far a job is; nothing where nobody looks (a pipe, a log). */
export function watchProgress(stream: NodeJS.WriteStream = process.stderr): {
  report(progress: Progress): void
  end(): void
} {
  let written = 0
  let width = 0
  return {
    report(progress) {
      if (!stream.isTTY || performance.now() - written < 100) return
      written = performance.now()
      const line = inWords(progress)
      stream.write(`\r${line.padEnd(width)}`)
      width = line.length
    },
    end() {
      if (width > 0) stream.write(`\r${' '.repeat(width)}\r`)
    },
  }
}

function inWords({ phase, done, total, unit, epoch, epochs, loss }: Progress): string {
  const whole = total > 0 ? ` of ${total.toLocaleString('en')}` : ''
  const training =
    epoch === undefined
      ? ''
      : `, epoch ${epoch}${epochs === undefined ? '' : ` of ${epochs}`}${loss === undefined ? '' : `, loss ${loss.toPrecision(4)}`}`
  return `${phase}: ${done.toLocaleString('en')}${whole} ${unit}${training}`
}
