import type { Lane } from '../../../src-main/shared/project.ts'
import type { Studio } from '../studio.svelte.ts'

/** The index of the lane with the highest mean; -1 where none has a value. */
export function strongestOf(lanes: readonly Pick<Lane, 'values'>[]): number {
  const means = lanes.map(({ values }) => {
    const present = values.filter((value) => !Number.isNaN(value))
    return present.length > 0 ? present.reduce((sum, value) => sum + value, 0) / present.length : -Infinity
  })
  const most = Math.max(...means)
  return most > -Infinity ? means.indexOf(most) : -1
}

/** Brings the lane of the channel to the top that the selected detection, or else what is seen, owes most of its score to. */
export async function bringStrongestToTop(studio: Studio): Promise<void> {
  const { runs, view, datasets, arrangement, announcer, notices, explaining, api } = studio
  const run = runs.selected
  if (run?.status !== 'ready') return notices.say('There is no run yet: train a model first.')
  const detection = runs.selectedDetection === null ? null : runs.detections[runs.selectedDetection]
  const window = detection ?? { start: view.start, end: view.end }
  const { found } = explaining
  const explained =
    found?.run === run.id && found.window.start === window.start && found.window.end === window.end ? found : null
  let channel: string | undefined
  if (explained) {
    const { channels } = explained.explanation
    channel = channels.toSorted((a, b) => b.shapley - a.shapley)[0]?.channel
  } else if (run.contributions.length > 0) {
    const lanes: Lane[] = []
    for (let at = 0; at < run.contributions.length; at += 200) {
      const series = run.contributions.slice(at, at + 200)
      const { start, end } = window
      const read = await notices.attempt(() =>
        api.call('view.read', { dataset: run.dataset, series, start, end, width: 500 }),
      )
      if (!read) return
      lanes.push(...read)
    }
    channel = run.model.channels[strongestOf(lanes)]
  } else
    return notices.say(
      'This detector does not say which channel its score comes from. Select a detection and open Explain: its channels are weighed there.',
    )
  const shown = datasets.selected?.channels.find((c) => c.name === channel)
  if (channel === undefined || !shown) return notices.say('No share of the score is known for this stretch.')
  if (!datasets.isShown(shown.id)) datasets.toggle(shown.id)
  arrangement.toTop(channel)
  announcer.say(`${channel} contributes most ${detection ? 'to this detection' : 'here'}: its lane is at the top`)
}
