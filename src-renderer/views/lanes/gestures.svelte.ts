import { hitBand, type Hit } from '../../charts/bands.ts'
import { toTime } from '../../charts/time-scale.ts'
import type { Studio } from '../../state/studio.svelte.ts'
import type { Marks } from './marks.svelte.ts'

type Drag =
  | { kind: 'pan'; from: number; start: number; end: number; hit: Hit | null; moved: boolean; x: number }
  | { kind: 'edge'; id: number; part: 'start' | 'end'; from: number; x: number; moved: boolean }
  | { kind: 'label' | 'zoom' | 'range' | 'brush'; from: number; x: number; hit: Hit | null; moved: boolean }

/** What the pointer does on the stage. x is always in px of the plot. */
export class Gestures {
  drag = $state<Drag | null>(null)
  hover = $state.raw<Hit | null>(null)
  #studio: Studio
  #marks: Marks

  constructor(studio: Studio, marks: Marks) {
    this.#studio = studio
    this.#marks = marks
  }

  /** The stretch that is being drawn, in px; null while nothing is. */
  readonly box: { left: number; right: number; kind: 'label' | 'zoom' | 'range' | 'brush' } | null = $derived.by(() => {
    const { drag } = this
    if (!drag || drag.kind === 'pan' || drag.kind === 'edge' || !drag.moved) return null
    return { left: Math.min(drag.from, drag.x), right: Math.max(drag.from, drag.x), kind: drag.kind }
  })

  readonly pointer: string = $derived.by(() => {
    if (this.drag?.kind === 'pan' && this.drag.moved) return 'grabbing'
    if (this.drag?.kind === 'edge' || (this.hover && this.hover.part !== 'body' && this.#grabs(this.hover))) return 'ew-resize'
    const { mode } = this.#studio.view
    return mode === 'label' || mode === 'range' ? 'crosshair' : mode === 'zoom' ? 'zoom-in' : this.hover ? 'pointer' : 'default'
  })

  down(x: number, event: PointerEvent) {
    const { view } = this.#studio
    const hit = hitBand(this.#marks.labelSpans, x, this.#studio.labels.selectedId)
    if (event.button === 1) this.drag = { kind: 'pan', from: x, x, start: view.start, end: view.end, hit: null, moved: true }
    else if (event.button !== 0) return
    else if (event.ctrlKey || event.metaKey) this.drag = { kind: 'brush', from: x, x, hit, moved: false }
    else if (event.shiftKey) this.drag = { kind: 'zoom', from: x, x, hit: null, moved: false }
    else if (hit && hit.part !== 'body' && this.#grabs(hit)) {
      this.#studio.labels.select(hit.id)
      this.drag = { kind: 'edge', id: hit.id, part: hit.part, from: x, x, moved: false }
    } else if (view.mode === 'select') this.drag = { kind: 'pan', from: x, x, start: view.start, end: view.end, hit, moved: false }
    else if (view.mode === 'label' && this.#studio.project.readOnly) return
    else this.drag = { kind: view.mode, from: x, x, hit, moved: false }
  }

  move(x: number) {
    const { view } = this.#studio
    view.cursor = x >= 0 && x <= view.width ? toTime(view.scale, x) : null
    const { drag } = this
    if (!drag) return this.#point(hitBand(this.#marks.labelSpans, x, this.#studio.labels.selectedId))
    if (Math.abs(x - drag.from) > 3) drag.moved = true
    drag.x = Math.max(0, Math.min(view.width, x))
    if (!drag.moved) return
    if (drag.kind === 'pan') {
      const ms = ((x - drag.from) / view.width) * (drag.end - drag.start)
      view.show(drag.start - ms, drag.end - ms)
    }
    if (drag.kind === 'edge') this.#previewEdge(drag.id, drag.part, drag.x)
  }

  up() {
    const { drag } = this
    this.drag = null
    if (!drag) return
    const { labels } = this.#studio
    if (drag.kind === 'edge') {
      const label = labels.selected
      if (drag.moved && label) void labels.change([{ id: label.id, start: label.start, end: label.end }])
      return
    }
    if (!drag.moved && drag.kind === 'brush') return drag.hit ? labels.toggle(drag.hit.id) : undefined
    if (!drag.moved) return labels.select(drag.hit?.id ?? null)
    if (drag.kind === 'pan') return
    const { view } = this.#studio
    const range = { start: toTime(view.scale, Math.min(drag.from, drag.x)), end: toTime(view.scale, Math.max(drag.from, drag.x)) }
    if (drag.kind === 'brush') return labels.chooseWithin(range)
    if (drag.kind === 'zoom') return view.show(range.start, range.end)
    const snapped = { start: this.#studio.tools.snapped(range.start), end: this.#studio.tools.snapped(range.end) }
    if (drag.kind === 'label') void labels.create(snapped)
    else this.#studio.training.addRange(snapped)
  }

  /** A drag that is given up leaves everything as it was. */
  cancel() {
    if (this.drag?.kind === 'edge') void this.#studio.labels.refresh()
    this.drag = null
  }

  leave() {
    this.hover = null
    this.#studio.view.cursor = null
  }

  /** Told only when it changes: every lane is painted anew then. */
  #point(hit: Hit | null) {
    if (hit?.id !== this.hover?.id || hit?.part !== this.hover?.part) this.hover = hit
  }

  /** Edges can be dragged in Label mode, and those of the selected label always. */
  #grabs(hit: Hit): boolean {
    const { view, labels, project } = this.#studio
    return !project.readOnly && (view.mode === 'label' || (view.mode === 'select' && hit.id === labels.selectedId))
  }

  #previewEdge(id: number, part: 'start' | 'end', x: number) {
    const label = this.#studio.labels.list.find(l => l.id === id)
    if (!label) return
    const time = this.#studio.tools.snapped(toTime(this.#studio.view.scale, x), id)
    const kept = part === 'start' ? Math.min(time, label.end) : Math.max(time, label.start)
    this.#studio.labels.preview({ id, [part]: kept })
  }
}
