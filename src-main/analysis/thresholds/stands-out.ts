import { badInput } from '../../shared/errors.ts'
import { peaksOf } from '../strangest/peaks.ts'
import { usualOf } from '../strangest/usual.ts'
import { below, calibrationScores } from './calibration.ts'
import { highestByChance, isByChance } from './chance.ts'
import { defineThreshold } from './threshold.ts'

/** What a person looks at in a first answer, however short the data are. */
const FEW = 2
/** And how quickly more data bring more that is worth a look: with the square root, as chance maxima of longer data do. */
const MORE = 0.4
/** A stretch must reach this share of the highest one's height, both by the inverse hyperbolic sine: like a logarithm, but linear near the usual. */
const REACH = 0.4
/** And this share, as it is, where scores are logarithms. */
const REACH_OF_LOGARITHMS = 0.2
/**
 * What lies more than so many scales below what chance reaches is left out. So far below, because scores that are means of several rows fall off
 * faster than a Gumbel distribution: few usual ones come near that.
 */
const NEAR_CHANCE = 2.5
/** And what lies below it at all where it is less than such a share of the highest one's height. */
const OF_HIGHEST = 0.28
/** What comes more than a dozen times is the way of the data, such as the starts of a machine: an alarm must be so many times as high. */
const OFTEN = 12
const CLEARLY = 1.2
/** Two alarms are one as long as the scores between them do not fall below this share of their height, measured as for `REACH`. */
const VALLEY = 0.5
/** Scores below this many usual spreads are usual: no budget is spent on them. */
const LEAST_RATIO = 1

/**
 * What stands out from the usual: the lowest threshold that raises no more alarms than the data are worth, 2 + 0.4 √(windows that do
 * not overlap), and only stretches that come near the highest one. Alarms that lie within one window of each other are one, and so are
 * the crests of one disturbance: a long fault must not spend the budget on its own ripples.
 * Of long data it shows how high chance alone reaches: a stretch must be higher than that, or come near it and be 0.28 times as high as the highest;
 * where the highest itself may be nothing but chance, the budget is two. Of 20 to 100 windows chance is known only roughly: a stretch must come near
 * it, and the budget is three. An alarm must also be 1.2 times as high as the thirteenth crest: what comes so often is no anomaly. Where none is, the budget
 * is two.
 * The usual is the median and the MAD of the judged scores themselves, which anomalies among them hardly move, or of rows that somebody
 * calls normal. The highest stretch is always above the threshold, unless no score lies above the usual one: "nothing" is never the answer,
 * a list of the strangest is.
 */
export const standsOut = defineThreshold({
  id: 'stands-out',
  name: 'What stands out',
  summary:
    'The few strangest stretches: a budget of alarms that grows with the length of the data, spent only on what comes near the strangest.',
  reference:
    'Budget after EEMUA 191, Alarm systems; usual score and spread by median and MAD, Leys et al., J. Exp. Soc. Psychol. 2013',
  oracle: false,
  params: {
    window: {
      kind: 'integer',
      default: 100,
      min: 1,
      max: 1_000_000,
      unit: 'points',
      label: 'Window',
      help: 'Points that the detector looks at together: alarms closer than that are one, and so many points are one piece of evidence.',
    },
    scores: {
      kind: 'choice',
      options: ['distances', 'logarithms'],
      default: 'distances',
      label: 'Scores',
      help: 'Of logarithms a fifth of the height of the strangest is far below it already; of distances it is not.',
    },
    generosity: {
      kind: 'number',
      default: 1,
      min: 0.1,
      max: 20,
      label: 'Generosity',
      help: 'The budget of alarms is multiplied by this; higher gives more alarms.',
    },
  },
  compute(input, { window, generosity, scores }) {
    const { scored } = input
    const assessed = scored.reduce((count, score) => count + Number(Number.isFinite(score)), 0)
    if (assessed === 0) throw badInput('No point has a score, so there is nothing to choose a threshold from.')
    const usual = usualOf(input.calibrated ? calibrationScores(input) : scored)!
    const highest = scored.reduce((top, score) => (score > top ? score : top), -Infinity)
    // Of scores that are all the same, or none above the usual one, nothing stands out.
    if (!(highest > usual.centre)) return highest
    const at = (share: number, score: number) =>
      usual.centre + usual.spread * Math.sinh(share * Math.asinh(Math.max(0, score - usual.centre) / usual.spread))
    const chance = highestByChance(scored, window)
    const isAllChance = chance !== null && isByChance(highest, chance)
    const rank = Math.round(OFTEN * Math.max(1, generosity))
    const often = peaksOf(scored, usual, window, rank + 1).at(rank)
    const clear = often ? usual.centre + CLEARLY * (often.score - usual.centre) : -Infinity
    const isClear = highest > clear
    const more = !isClear ? 0 : isAllChance ? Number(chance.isRough) : MORE * Math.sqrt(assessed / window)
    const allowed = Math.max(1, Math.round(generosity * (FEW + more)))
    const share = usual.centre + OF_HIGHEST * (highest - usual.centre)
    const near = Math.max(
      chance ? chance.level - NEAR_CHANCE * chance.scale : -Infinity,
      chance && !chance.isRough ? Math.min(chance.level, share) : -Infinity,
      isClear ? clear : -Infinity,
      usual.centre + usual.spread * LEAST_RATIO,
      at(REACH, highest),
      scores === 'logarithms' ? usual.centre + REACH_OF_LOGARITHMS * (highest - usual.centre) : -Infinity,
    )
    const oneAlarm = { apart: window, valley: (score: number) => at(VALLEY, score) }
    return Math.min(below(highest), lowestWithin(scored, allowed, oneAlarm, near))
  },
})

/** What makes one alarm of two: rows within `apart` of each other, or scores between them that stay above the valley of theirs. */
interface OneAlarm {
  apart: number
  valley(score: number): number
}

/** Going down from the highest score to `lowest`: the first score whose rows would be one alarm too many, or `lowest`. */
function lowestWithin(scored: Float64Array, allowed: number, one: OneAlarm, lowest: number): number {
  const above = scored.filter((score) => score > lowest).sort()
  // The answer nearly always lies among the strangest few: sorting rows is the dear part of a long series.
  for (const share of [0.01, 0.1]) {
    const from = above[Math.floor(above.length * (1 - share))]
    const found = firstRefused(scored, allowed, one, from)
    if (found !== null) return found
  }
  return firstRefused(scored, allowed, one, lowest) ?? lowest
}

/** The first score above `lowest` whose rows would be one alarm too many; null where there is none. */
function firstRefused(scored: Float64Array, allowed: number, one: OneAlarm, lowest: number): number | null {
  const rows: number[] = []
  for (let row = 0; row < scored.length; row++) if (scored[row] > lowest) rows.push(row)
  rows.sort((a, b) => scored[b] - scored[a])
  // The alarms so far, in order: few, so that a list will do.
  const alarms: Alarm[] = []
  for (let i = 0; i < rows.length;) {
    const score = scored[rows[i]]
    for (; i < rows.length && scored[rows[i]] === score; i++) {
      addRow(alarms, rows[i], one.apart)
      // Rows of the same score may still join alarms, but not so many.
      if (alarms.length > 10 * allowed) return score
    }
    // Only when it matters: it looks at all scores between alarms. What is joined stays so, as valleys sink with the score.
    if (alarms.length > allowed) joinCrests(alarms, scored, one.valley(score))
    if (alarms.length > allowed) return score
  }
  return null
}

interface Alarm {
  first: number
  last: number
}

/** Joins neighbours between which no score falls below `valley`; a row without a score keeps them apart. */
function joinCrests(alarms: Alarm[], scored: Float64Array, valley: number): void {
  for (let i = alarms.length - 1; i > 0; i--) {
    let row = alarms[i].first - 1
    while (row > alarms[i - 1].last && scored[row] >= valley) row--
    if (row > alarms[i - 1].last) continue
    alarms[i - 1].last = alarms[i].last
    alarms.splice(i, 1)
  }
}

function addRow(alarms: Alarm[], row: number, apart: number): void {
  const after = alarms.findIndex((alarm) => alarm.last >= row)
  const at = after < 0 ? alarms.length : after
  const [before, next] = [alarms.at(at - 1), alarms.at(at)]
  if (next && next.first <= row) return
  const joinsNext = next !== undefined && next.first - row <= apart
  if (at > 0 && before && row - before.last <= apart) {
    before.last = joinsNext ? next.last : row
    if (joinsNext) alarms.splice(at, 1)
  } else if (joinsNext) next.first = row
  else alarms.splice(at, 0, { first: row, last: row })
}
