/** What the app asked of the system: dialogs, menus, notes and the rest, in order. */
export const recorded: { what: string; with: unknown }[] = []

export const record = (what: string, given?: unknown) => void recorded.push({ what, with: given })

/** An event that a listener may prevent, as Electron passes them. */
export function preventable<T extends object>(details: T): T & { preventDefault(): void; defaultPrevented: boolean } {
  const event = Object.assign(details, {
    defaultPrevented: false,
    preventDefault: () => void (event.defaultPrevented = true),
  })
  return event
}
