import { meant, type Pressed } from './keys.ts'

const stored = 'keys'

/** Where they are kept: the browser's own store. */
type Store = Pick<Storage, 'getItem' | 'setItem'>

/** What of a command its keys are kept by. */
interface Keyed {
  id: string
  keys?: readonly string[]
}

/** Which keys a person gave to which commands; all others have their own. */
export class Keymap {
  #own = $state.raw<Readonly<Record<string, string[]>>>({})
  readonly changed: boolean = $derived(Object.keys(this.#own).length > 0)

  #store: Store

  constructor(store: Store = window.localStorage) {
    this.#store = store
    this.#own = read(store)
  }

  keysOf = (command: Keyed): readonly string[] => this.#own[command.id] ?? command.keys ?? []

  isOwn = (command: Keyed) => command.id in this.#own

  /** Gives a command one key instead of those that it has. */
  set(command: Keyed, keys: string) {
    this.#keep({ ...this.#own, [command.id]: [keys] })
  }

  reset(command?: Keyed) {
    this.#keep(command ? Object.fromEntries(Object.entries(this.#own).filter(([id]) => id !== command.id)) : {})
  }

  /** In the order in which a key looks for its command: what a person chose goes first. */
  ordered<C extends Keyed>(commands: readonly C[]): C[] {
    return [...commands.filter(this.isOwn), ...commands.filter((c) => !this.isOwn(c))]
  }

  #keep(own: Record<string, string[]>) {
    this.#own = own
    this.#store.setItem(stored, JSON.stringify(own))
  }
}

function read(store: Store): Record<string, string[]> {
  try {
    const found: unknown = JSON.parse(store.getItem(stored) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(
      Object.entries(found).filter(([, keys]) => Array.isArray(keys) && keys.every((key) => typeof key === 'string')),
    )
  } catch {
    return {}
  }
}

/** How a pressed combination is written in a list of commands; null for Ctrl, Shift and the like alone. */
export function keysOfEvent(event: Pressed): string | null {
  const { key, ctrl, alt, shift } = meant(event)
  if (/^(Control|Shift|Alt|Meta|AltGraph|CapsLock|Dead|Unidentified|Process)$/.test(key)) return null
  const shiftCounts = key.length > 1 || /[a-z]/i.test(key)
  return [ctrl && 'Ctrl', alt && 'Alt', shift && shiftCounts && 'Shift', key.length === 1 ? key.toLowerCase() : key]
    .filter(Boolean)
    .join('+')
}

/** Keys that work the buttons and fields of the page, or close what is open: no command can have them. */
export const isTaken = (keys: string) => /^(Shift\+)?(Tab|Enter| )$|^Escape$/.test(keys)
