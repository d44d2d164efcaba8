import type { CommandWords } from '../../../src-main/shared/command-words.ts'
import { inShell, type Shell, shellNames, shells } from '../../../src-main/shared/in-shell.ts'
import type { Notices } from '../window/notices.svelte.ts'

const key = 'shell'

/** Copies the command that does what a form does, for the shell that the person pastes into: remembered, at first the system's. */
export class CommandCopy {
  shell = $state<Shell>('sh')
  #notices: Notices

  constructor(notices: Notices) {
    this.#notices = notices
    const stored = localStorage.getItem(key)
    this.shell =
      shells.find((shell) => shell === stored) ?? (navigator.userAgent.includes('Windows') ? 'powershell' : 'sh')
  }

  async copy(words: CommandWords) {
    if ('problem' in words) return this.#notices.say(`No command does the same. ${words.problem}`)
    const text = inShell(words.words, this.shell)
    await this.#notices.attempt(() => navigator.clipboard.writeText(text))
    this.#notices.say(`Copied for ${shellNames[this.shell]}: ${text}`, 'note')
  }

  /** The next shell: what is copied from now on is quoted for it. */
  turn() {
    this.shell = shells[(shells.indexOf(this.shell) + 1) % shells.length]
    localStorage.setItem(key, this.shell)
    this.#notices.say(`Commands are copied for ${shellNames[this.shell]}.`, 'note')
  }
}
