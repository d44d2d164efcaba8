/** A page of the docs and one of its headings; '' = its beginning. */
export interface HelpPlace {
  page: string
  heading: string
}

/** What the help shows, and where its reader came from. It is where it was left when it is opened again. */
export class Help {
  shown = $state(false)
  place = $state.raw<HelpPlace>({ page: 'first-steps', heading: '' })
  before = $state.raw<readonly HelpPlace[]>([])

  /** Opens it, at a place or where it was left. */
  show(page?: string, heading?: string) {
    if (page !== undefined) this.go(page, heading)
    this.shown = true
  }

  close() {
    this.shown = false
  }

  go(page: string, heading = '') {
    if (page !== this.place.page || heading !== this.place.heading) this.before = [...this.before, this.place]
    this.place = { page, heading }
  }

  back() {
    this.place = this.before.at(-1) ?? this.place
    this.before = this.before.slice(0, -1)
  }
}
