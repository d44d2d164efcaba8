import { decodeClone, encodeClone } from './clone.ts'

/** Runs the functions that a test sends, with the stand-in's module as their first argument: as Playwright does with Electron. */
export function listenToTests(electron: object): void {
  process.on('message', (message: { id: number; source: string; arg: string }) => {
    const answer = (kind: 'value' | 'error', value: unknown) =>
      process.send?.({ id: message.id, kind, text: encodeClone(value) })
    void (async () => {
      const work = (0, eval)(`(${message.source})`) as (electron: object, arg: unknown) => unknown
      return work(electron, decodeClone(message.arg))
    })().then(
      (value) => answer('value', value),
      (error: unknown) => answer('error', error instanceof Error ? error.message : String(error)),
    )
  })
  // The test is gone.
  process.on('disconnect', () => process.exit(1))
}
