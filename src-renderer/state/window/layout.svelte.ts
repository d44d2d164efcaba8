/** The panels at the side. What each is, panels.ts tells. */
export const panelIds = ['data', 'cleaning', 'label', 'review', 'model', 'results', 'explain', 'ranking'] as const
export type PanelId = (typeof panelIds)[number]
/** The panes that can lie under the chart, as wide as it. */
export const paneIds = [
  'threshold',
  'explore',
  'event-errors',
  'run-table',
  'alarms',
  'watch',
  'drift',
  'sites',
] as const
export type PaneId = (typeof paneIds)[number]
export type ReviewPart = 'proposals' | 'sets' | 'journal'

const smallest = 140
/** Pixels: the least and the most that a side may be wide, and what it is at first. */
const sides = { left: [150, 520, 236], right: [290, 760, 344] } as const
const firstDock = 260
const stored = 'layout'

/** Where sizes are kept: the browser's own store. */
type Store = Pick<Storage, 'getItem' | 'setItem'>

/** What is open around the chart, and how large: sizes are remembered. */
export class Layout {
  panel = $state<PanelId>('model')
  reviewPart = $state<ReviewPart>('proposals')
  left = $state(true)
  right = $state(true)
  pane = $state<PaneId | null>(null)
  /** Pixels. */
  leftWidth = $state<number>(sides.left[2])
  rightWidth = $state<number>(sides.right[2])
  dockHeight = $state(firstDock)
  overlay = $state<'palette' | 'keys' | 'about' | null>(null)

  #store: Store
  /** The side that was closed for want of room, and which were open then. */
  #gaveWay: 'left' | 'right' | null = null
  #open = { left: true, right: true }

  constructor(store: Store = window.localStorage) {
    this.#store = store
    const { left, right, dock } = read(store)
    this.leftWidth = within('left', left ?? sides.left[2])
    this.rightWidth = within('right', right ?? sides.right[2])
    this.dockHeight = Math.max(smallest, dock ?? firstDock)
  }

  show(panel: PanelId) {
    this.panel = panel
    this.right = true
  }

  showReview(part: ReviewPart) {
    this.reviewPart = part
    this.show('review')
  }

  /** Opens a pane under the chart; closes it where it is open already. */
  togglePane(pane: PaneId) {
    this.pane = this.pane === pane ? null : pane
  }

  /** The chart keeps at least as much as the dock may lose. */
  resizeDock(height: number, room: number) {
    this.dockHeight = Math.round(Math.max(smallest, Math.min(height, room - smallest)))
    this.#keep()
  }

  /** A side, as wide as is wished where that leaves the chart something. room — px of the window. null — as at first. */
  resizeSide(side: 'left' | 'right', width: number | null, room: number) {
    const other = side === 'left' ? (this.right ? this.rightWidth : 0) : this.left ? this.leftWidth : 0
    const most = Math.max(sides[side][0], room - other - 2 * smallest)
    const px = Math.min(most, within(side, width ?? sides[side][2]))
    if (side === 'left') this.leftWidth = px
    else this.rightWidth = px
    this.#keep()
  }

  /** Where two sides leave the chart too little, the one that was opened last stays; the other comes back with the room. room — px of the window. */
  fit(room: number) {
    const narrow = room > 0 && room < this.leftWidth + this.rightWidth + 2 * smallest
    if (narrow && this.left && this.right) {
      this.#gaveWay = this.#open.right && !this.#open.left ? 'right' : 'left'
      this[this.#gaveWay] = false
    } else if (!narrow && this.#gaveWay) {
      this[this.#gaveWay] = true
      this.#gaveWay = null
    }
    this.#open = { left: this.left, right: this.right }
  }

  #keep() {
    const { leftWidth: left, rightWidth: right, dockHeight: dock } = this
    this.#store.setItem(stored, JSON.stringify({ left, right, dock }))
  }
}

const within = (side: 'left' | 'right', width: number) =>
  Math.round(Math.max(sides[side][0], Math.min(sides[side][1], width)))

function read(store: Store): { left?: number; right?: number; dock?: number } {
  try {
    const found: unknown = JSON.parse(store.getItem(stored) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    return Object.fromEntries(Object.entries(found).filter(([, px]) => typeof px === 'number' && Number.isFinite(px)))
  } catch {
    return {}
  }
}
