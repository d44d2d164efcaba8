import type { ErrorCode } from '../../../src-main/shared/errors.ts'
import { isCancelled, problemOf } from '../../api.ts'

export interface Notice {
  id: number
  severity: 'note' | 'error'
  message: string
  detail?: string
  /** Of an error: its kind. */
  code?: ErrorCode
}

/** What has no place of its own on the screen to be said. Errors stay until they are put away. */
export class Notices {
  list = $state.raw<Notice[]>([])
  /** Whether a question about the project came too late, because the person leaves it. */
  projectIsLeft = () => false
  #next = 1

  say(message: string, severity: Notice['severity'] = 'note', detail?: string, code?: ErrorCode) {
    if (this.list.some((notice) => notice.message === message)) return
    const notice = { id: this.#next++, severity, message, detail, code }
    this.list = [...this.list.slice(-3), notice]
    if (severity === 'note') setTimeout(() => this.dismiss(notice.id), 6000)
  }

  fail(error: unknown) {
    if (isCancelled(error)) return
    const { code, message, detail } = problemOf(error)
    if (code === 'no-project' && this.projectIsLeft()) return
    this.say(message, 'error', detail, code)
  }

  /** What is said from now on has this number or a higher one. */
  get mark() {
    return this.#next
  }

  /** Puts away what was said before: of another project nobody wants to read on. */
  clear(before = this.#next) {
    this.list = this.list.filter((notice) => notice.id >= before)
  }

  dismiss(id: number) {
    this.list = this.list.filter((notice) => notice.id !== id)
  }

  /** Runs something that a person asked for; where it fails, says so. Answers undefined then. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.fail(error)
      return undefined
    }
  }
}
