export type ThemeChoice = 'system' | 'light' | 'dark'

const key = 'theme'

/** Light or dark: the system's choice unless the person made one. `dark` is what is shown. */
export class Theme {
  choice = $state<ThemeChoice>('system')
  #systemDark = $state(false)
  dark = $derived(this.choice === 'system' ? this.#systemDark : this.choice === 'dark')

  constructor() {
    const media = window.matchMedia('(prefers-color-scheme: dark)')
    this.#systemDark = media.matches
    media.addEventListener('change', (event) => (this.#systemDark = event.matches))
    const stored = localStorage.getItem(key)
    if (stored === 'light' || stored === 'dark') this.choice = stored
  }

  toggle() {
    this.choice = this.dark ? 'light' : 'dark'
    localStorage.setItem(key, this.choice)
  }
}
