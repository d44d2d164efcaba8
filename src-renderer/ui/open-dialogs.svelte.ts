import { untrack } from 'svelte'

/** The dialogs that are open, the topmost last. */
class OpenDialogs {
  #list = $state.raw<readonly HTMLDialogElement[]>([])

  /** null = none is open. */
  get top(): HTMLDialogElement | null {
    return this.#list.at(-1) ?? null
  }

  /** Answers what is to be done when it closes. */
  add(dialog: HTMLDialogElement): () => void {
    // An effect that opens a dialog does not run again when another one opens.
    untrack(() => (this.#list = [...this.#list, dialog]))
    return () => untrack(() => (this.#list = this.#list.filter((one) => one !== dialog)))
  }
}

export const openDialogs = new OpenDialogs()
