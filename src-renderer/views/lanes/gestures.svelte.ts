import { hitBand, type Hit, type Span, spansOf } from '../../charts/bands.ts'
import { toTime, toX } from '../../charts/time-scale.ts'
import type { Snapped } from '../../state/labels/label-snapping.svelte.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import type { Marks } from './marks.svelte.ts'

/** What is drawn as a stretch of time. It begins at a time and not at a pixel: the view may pan meanwhile. */
type Stretch = {
  kind: 'label' | 'zoom' | 'range' | 'brush' | 'measure'
  from: number
  begun: number
  x: number
  hit: Hit | null
  moved: boolean
  lane: string | null
}
type Drag =
  | { kind: 'pan'; from: number; start: number; end: number; hit: Hit | null; moved: boolean; x: number }
  | {
      kind: 'edge'
      id: number
      start: number
      end: number
      part: 'start' | 'end'
      from: number
      x: number
      moved: boolean
    }
  | Stretch

/** The stretch that is being drawn, in px, with what drew its edges to where they are. lane — the name of a channel in the only lane that it is on. */
export interface Box {
  kind: Stretch['kind'] | 'edge'
  left: number
  right: number
  to: { left: Snapped['to']; right: Snapped['to'] }
  lane: string | null
}

/** How far the pointer may move while it clicks. */
const still = 3

/** What the pointer does on the stage. x is always in px of the plot. */
export class Gestures {
  drag = $state<Drag | null>(null)
  hover = $state.raw<Hit | null>(null)
  #begun = $state.raw<{ time: number; lane: string | null; dataset: number } | null>(null)
  /** Alt is held: edges stay where the hand puts them. */
  #free = $state(false)
  #x = $state(0)
  #lane: string | null = null
  #studio: Studio
  #marks: Marks
  #panning: ReturnType<typeof setInterval> | undefined

  constructor(studio: Studio, marks: Marks) {
    this.#studio = studio
    this.#marks = marks
  }

  /** The first edge of a label of which the second is still to be clicked. */
  readonly begun = $derived.by(() =>
    this.#studio.view.mode === 'label' && this.#begun?.dataset === this.#studio.datasets.selected?.id
      ? this.#begun
      : null,
  )

  /** null while nothing is being drawn. */
  readonly box: Box | null = $derived.by(() => {
    const { drag, begun } = this
    if (drag?.kind === 'edge') return drag.moved ? this.#boxOf('edge', drag, null) : null
    if (drag && drag.kind !== 'pan' && drag.moved)
      return this.#boxOf(drag.kind, { start: drag.begun, end: this.#timeAt(drag.x) }, drag.lane)
    return begun ? this.#boxOf('label', { start: begun.time, end: this.#timeAt(this.#x) }, begun.lane) : null
  })

  readonly pointer: string = $derived.by(() => {
    if (this.drag?.kind === 'pan' && this.drag.moved) return 'grabbing'
    if (
      this.drag?.kind === 'edge' ||
      (this.hover && this.hover.part !== 'body' && !this.begun && this.#grabs(this.hover))
    )
      return 'ew-resize'
    const { mode } = this.#studio.view
    return mode === 'label' || mode === 'range' || mode === 'measure'
      ? 'crosshair'
      : mode === 'zoom'
        ? 'zoom-in'
        : this.hover
          ? 'pointer'
          : 'default'
  })

  down(x: number, event: PointerEvent) {
    const { view, labels } = this.#studio
    // What is being typed belongs to the label that was selected until now.
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur()
    this.#look(x, event)
    const lane = this.#lane
    const hit = this.#hit(x)
    const stretch = (kind: Stretch['kind'], found: Hit | null): Stretch => ({
      kind,
      from: x,
      begun: this.#timeAt(x),
      x,
      hit: found,
      moved: false,
      lane: kind === 'label' && this.#studio.tools.onLane ? lane : null,
    })
    if (event.button === 1)
      this.drag = { kind: 'pan', from: x, x, start: view.start, end: view.end, hit: null, moved: true }
    else if (event.button !== 0) return
    else if (event.ctrlKey || event.metaKey) this.drag = stretch('brush', hit)
    else if (event.shiftKey) this.drag = stretch('zoom', null)
    else if (hit && hit.part !== 'body' && !this.begun && this.#grabs(hit)) {
      const label = labels.list.find((l) => l.id === hit.id)!
      labels.selection.select(hit.id)
      this.drag = {
        kind: 'edge',
        id: hit.id,
        start: label.start,
        end: label.end,
        part: hit.part,
        from: x,
        x,
        moved: false,
      }
    } else if (view.mode === 'select')
      this.drag = { kind: 'pan', from: x, x, start: view.start, end: view.end, hit, moved: false }
    else if (view.mode === 'label' && this.#studio.project.readOnly) return
    else this.drag = stretch(view.mode, hit)
  }

  move(x: number, event: PointerEvent) {
    const { view } = this.#studio
    view.cursor = x >= 0 && x <= view.width ? toTime(view.scale, x) : null
    this.#look(x, event)
    const { drag } = this
    if (!drag) return this.#point(this.#hit(x))
    if (Math.abs(x - drag.from) > still) drag.moved = true
    this.#panAt(drag.kind === 'pan' || !drag.moved ? 0 : x < 0 ? x : Math.max(0, x - view.width))
    drag.x = Math.max(0, Math.min(view.width, x))
    if (!drag.moved) return
    if (drag.kind === 'pan') {
      const ms = ((x - drag.from) / view.width) * (drag.end - drag.start)
      view.show(drag.start - ms, drag.end - ms)
    }
    if (drag.kind === 'edge') this.#previewEdge(drag.x)
    // Statistics of whatever is being drawn, except where the hand only wants to go nearer.
    else if (drag.kind !== 'pan' && drag.kind !== 'zoom') this.#studio.measure.preview(drag.begun, this.#timeAt(drag.x))
  }

  up() {
    const { drag } = this
    this.#stop()
    if (!drag) return
    const { labels, view, tools, measure } = this.#studio
    if (drag.kind === 'measure') {
      if (drag.moved) void measure.set(drag.begun, this.#timeAt(drag.x))
      else measure.putAt(drag.begun)
      return
    }
    if (drag.moved && (drag.kind === 'label' || drag.kind === 'range' || drag.kind === 'brush')) measure.clear()
    if (drag.kind === 'edge') return drag.moved ? tools.setEdges(drag.id, this.#edited(drag)) : undefined
    if (!drag.moved && drag.kind === 'brush') return drag.hit ? labels.selection.toggle(drag.hit.id) : undefined
    if (!drag.moved && drag.kind === 'label') return this.#clicked(drag)
    if (!drag.moved) return labels.selection.select(drag.hit?.id ?? null)
    if (drag.kind === 'pan') return
    if (drag.kind === 'label') this.#begun = null
    const range = inOrder(drag.begun, this.#timeAt(drag.x))
    if (drag.kind === 'brush') return labels.selection.chooseWithin(range)
    if (drag.kind === 'zoom') return view.show(range.start, range.end)
    if (drag.kind === 'label') return this.#create(range, drag.lane)
    this.#studio.takeRange({
      start: tools.snapping.at(range.start, 'start').time,
      end: tools.snapping.at(range.end, 'end').time,
    })
  }

  /** What is given up leaves everything as it was: a drag, or a first edge without its second. Answers whether there was anything. */
  cancel(): boolean {
    const { drag, begun } = this
    const { labels, view } = this.#studio
    this.#stop()
    this.#begun = null
    if (drag?.kind === 'edge') {
      labels.preview({ id: drag.id, start: drag.start, end: drag.end })
      labels.letGo()
    }
    if (drag?.kind === 'pan') view.show(drag.start, drag.end)
    if (drag?.kind === 'measure') this.#studio.measure.clear()
    return drag !== null || begun !== null
  }

  leave() {
    this.hover = null
    this.#studio.view.cursor = null
  }

  /** A click on a label selects it; elsewhere the first click is one edge of a new label, and the second the other. */
  #clicked({ hit, begun: time, lane }: Stretch) {
    const { labels, datasets, announcer } = this.#studio
    const { begun } = this
    if (begun) {
      this.#begun = null
      return this.#create(inOrder(begun.time, time), begun.lane)
    }
    labels.selection.select(hit?.id ?? null)
    if (hit) return
    this.#begun = { time, lane, dataset: datasets.selected!.id }
    announcer.say('One edge is set: click the other one. Escape gives it up')
  }

  #create(range: { start: number; end: number }, lane: string | null) {
    const { tools, labels, arrangement } = this.#studio
    const free = this.#free
    const channels = (lane === null ? undefined : arrangement.rowOf(lane)?.channels) ?? []
    // Both edges may be drawn to the same place, and past each other.
    void labels.create(
      inOrder(
        tools.snapping.at(range.start, 'start', { free }).time,
        tools.snapping.at(range.end, 'end', { free }).time,
      ),
      channels.map((c) => c.id),
    )
  }

  /** Told only when it changes: every lane is painted anew then. */
  #point(hit: Hit | null) {
    if (hit?.id !== this.hover?.id || hit?.part !== this.hover?.part) this.hover = hit
  }

  #look(x: number, event: PointerEvent) {
    this.#x = Math.max(0, Math.min(this.#studio.view.width, x))
    this.#free = event.altKey
    if (!this.drag && (this.#studio.tools.onLane || this.#marks.onChannels))
      this.#lane =
        document
          .elementsFromPoint(event.clientX, event.clientY)
          .find((e) => e instanceof HTMLElement && e.dataset.testid === 'lane')
          ?.getAttribute('data-channel') ?? null
  }

  #hit = (x: number) => hitBand(this.#spans(), x, this.#studio.labels.selection.id)

  /** On a lane, the labels that lie on its channels; elsewhere all. */
  #spans(): readonly Span[] {
    const { everywhere, onChannels, labelSpans } = this.#marks
    const { arrangement, view } = this.#studio
    const row = this.#lane === null || !onChannels ? undefined : arrangement.rowOf(this.#lane)
    return row
      ? [everywhere, ...row.channels.map((c) => this.#marks.labelsOf(c.id))].flatMap((bands) =>
          spansOf(bands, view.scale),
        )
      : labelSpans
  }

  #timeAt = (x: number) => toTime(this.#studio.view.scale, x)

  #boxOf(kind: Box['kind'], range: { start: number; end: number }, lane: string | null): Box {
    const { tools, view, labels } = this.#studio
    const { start, end } = inOrder(range.start, range.end)
    const snaps = kind === 'label' || kind === 'range' || kind === 'edge'
    if (!snaps)
      return {
        kind,
        left: toX(view.scale, start),
        right: toX(view.scale, end),
        to: { left: 'free', right: 'free' },
        lane,
      }
    if (kind === 'edge') {
      const drag = this.drag as Extract<Drag, { kind: 'edge' }>
      const at = this.#edge(drag)
      const x = toX(view.scale, at.time)
      return {
        kind,
        left: x,
        right: x,
        to: { left: at.to, right: at.to },
        lane: laneOf(labels.list.find((l) => l.id === drag.id)?.channels, this.#studio),
      }
    }
    const [left, right] = [
      tools.snapping.at(start, 'start', { free: this.#free }),
      tools.snapping.at(end, 'end', { free: this.#free }),
    ]
    return {
      kind,
      left: toX(view.scale, left.time),
      right: toX(view.scale, right.time),
      to: { left: left.to, right: right.to },
      lane,
    }
  }

  /** Where the edge goes that is dragged. Past the other edge, the two change places. */
  #edge({ x, id, part, start, end }: Extract<Drag, { kind: 'edge' }>): Snapped {
    const other = part === 'start' ? end : start
    const time = this.#timeAt(x)
    return this.#studio.tools.snapping.at(time, time < other ? 'start' : time > other ? 'end' : part, {
      moving: id,
      free: this.#free,
    })
  }

  #previewEdge(x: number) {
    const { drag } = this
    if (drag?.kind !== 'edge') return
    this.#studio.labels.preview({ id: drag.id, ...this.#edited({ ...drag, x }) })
  }

  #edited = (drag: Extract<Drag, { kind: 'edge' }>) =>
    inOrder(this.#edge(drag).time, drag.part === 'start' ? drag.end : drag.start)

  /** Edges can be dragged in Label mode, and those of the selected label always. */
  #grabs(hit: Hit): boolean {
    const { view, labels, project } = this.#studio
    return !project.readOnly && (view.mode === 'label' || (view.mode === 'select' && hit.id === labels.selection.id))
  }

  /** Beyond the chart's side the view goes on, the faster the further out the pointer is. */
  #panAt(beyond: number) {
    clearInterval(this.#panning)
    if (beyond === 0) return
    const by = Math.sign(beyond) * Math.min(0.03, 0.004 + Math.abs(beyond) / 4000)
    this.#panning = setInterval(() => {
      this.#studio.view.pan(by)
      if (this.drag?.kind === 'edge') this.#previewEdge(this.drag.x)
    }, 16)
  }

  #stop() {
    clearInterval(this.#panning)
    this.drag = null
    this.#studio.labels.letGo()
  }
}

const inOrder = (a: number, b: number) => ({ start: Math.min(a, b), end: Math.max(a, b) })

/** The lane of a label that lies on its channels alone. */
const laneOf = (channels: readonly number[] | undefined, { arrangement }: Studio) =>
  (channels?.length &&
    arrangement.rows.find((row) => channels.every((id) => row.channels.some((c) => c.id === id)))?.key) ||
  null
