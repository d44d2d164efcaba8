/** How an engine process ended, as its parent sees it. */
export interface EngineExit {
  code: number | null
  signal: string | null
  /** True if we ended it ourselves. */
  asked: boolean
  /** Its last lines on stderr, oldest first. */
  lastLines: string[]
}

/** Half a sentence for the person: why the engine is gone. Where its last words help, the most telling one is quoted. */
export function exitReason({ code, signal, asked, lastLines }: EngineExit): string {
  if (asked) return 'it was stopped'
  const outOfMemory = lastLines.some((line) =>
    /out of memory|bad_alloc|Cannot allocate memory|Allocation failed/i.test(line),
  )
  if (outOfMemory) return 'it ran out of memory'
  if (signal === 'SIGKILL') return 'the system ended it, most likely because memory ran out'
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGILL' || signal === 'SIGFPE' || signal === 'SIGABRT')
    return `native code failed with ${signal}${quoted(lastLines)}`
  if (signal) return `it was ended by ${signal}`
  if (code === 0) return 'it ended without being asked'
  return `it ended with code ${code ?? 'unknown'}${quoted(lastLines)}`
}

function quoted(lines: string[]): string {
  const line = lines.findLast((text) => /error|abort|fatal|fail/i.test(text)) ?? lines.at(-1)
  return line ? `: ${line.trim().slice(0, 200)}` : ''
}
