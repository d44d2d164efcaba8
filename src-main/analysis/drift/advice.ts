import type { ChannelDrift, DriftBoard } from '../../shared/watch/drift-board.ts'

/** Rows of no known mode that make a new one. */
const NEW_MODE = 0.05
/** Up to this share of the channels, and one in any case, a sudden change is rather one of sensors. */
const FEW = 0.2
/** Alarms this many times as frequent as in training, and this many rows of a hundred, are a threshold that does not fit. */
const MORE_ALARMS = 3
const LEAST_ALARMS = 0.02
/** A score that moved by so many of its spreads is another one, whatever the threshold finds. */
const ELSEWHERE = 1
/** Less than this share of comparable rows says nothing. */
const COMPARABLE = 0.2

/**
 * What to do about a board, and why. Many channels that changed at once, or rows like no mode that training knows: the machine runs in
 * another way, so retrain. One that changed at once, stands still or comes no more: look at its sensor. Bit by bit: retrain. Only the
 * score: set the threshold anew. Nothing beyond what training differs from itself: go on.
 */
export function adviceOf(board: DriftBoard, zone: string): DriftBoard {
  const channels = board.channels.map((one) => ({ ...one, sentence: sentenceOf(one, board, zone) }))
  const drifted = channels.filter((one) => one.drifted !== null).sort((a, b) => weight(b) - weight(a))
  const said = shortened(drifted.flatMap(({ sentence }) => sentence ?? []))
  const done = (advice: DriftBoard['advice'], reasons: string[]): DriftBoard => ({
    ...board,
    channels,
    score: board.score && { ...board.score, sentence: scoreSentence(board, zone) },
    advice,
    reasons,
  })
  const score = scoreSentence(board, zone)
  if (board.comparable < COMPARABLE && drifted.length === 0)
    return done('go on', [
      `Only ${percent(board.comparable)} of the recent rows lie at hours that training has seen: more are needed to tell.`,
    ])
  const broken = drifted.filter(({ drifted }) => drifted === 'flat' || drifted === 'missing')
  if (broken.length > 0 && broken.length <= Math.max(1, channels.length / 2))
    return done(
      'look at the sensor',
      [...shortened(broken.flatMap(({ sentence }) => sentence ?? [])), ...said].filter(unique),
    )
  if (board.unknownMode >= NEW_MODE)
    return done('retrain', [
      `${percent(board.unknownMode)} of the recent rows look like no way of running that training saw: several channels lie elsewhere at the same time.`,
      ...said,
    ])
  if (drifted.length > 0) {
    const sudden = drifted.filter((one) => one.course === 'at once')
    const isFew = drifted.length <= Math.max(1, FEW * channels.length)
    if (isFew && sudden.length === drifted.length)
      return done('look at the sensor', [
        ...said,
        channels.length === 1
          ? 'It changed at once. Where the sensor is right, the machine runs in another way: retrain then.'
          : `${drifted.length === 1 ? 'It' : 'They'} changed at once while the other channels stayed as they were, which a machine seldom does and a sensor does when it is exchanged or slips.`,
      ])
    if (isFew && drifted.every((one) => one.drifted === 'spread' || one.drifted === 'noise'))
      return done('look at the sensor', [...said, 'Its level is as it was: wiring and mounting are the usual reasons.'])
    return done('retrain', [
      ...said,
      sudden.length > 0
        ? `${counted(drifted.length)} changed: what the model learnt as normal is no longer what runs.`
        : drifted.some((one) => one.course === 'slowly')
          ? 'It goes on bit by bit, so a threshold that is set anew would soon be wrong again.'
          : 'What the model learnt as normal is no longer what runs.',
    ])
  }
  if (board.score && fitsNoMore(board.score))
    return done('set the threshold anew', [
      ...(score ? [score] : []),
      'The channels are as training saw them: the model need not learn anew, its threshold has to fit a normal range of now.',
    ])
  return done('go on', [
    `No channel differs from training by more than training differs from itself${board.cycle ? `, each ${board.cycle === 'day' ? 'hour of the day' : 'hour of the week'} held against the same` : ''}.`,
  ])
}

/** Whether the score lies elsewhere so that the threshold finds much more, or hardly anything any more. */
function fitsNoMore({ drifted, size, alarms }: NonNullable<DriftBoard['score']>): boolean {
  const more = alarms !== null && alarms.recent > Math.max(LEAST_ALARMS, MORE_ALARMS * alarms.training)
  return drifted === 'level' && ((size > 0 && more) || Math.abs(size) >= ELSEWHERE)
}

/** More sentences than these nobody reads. */
const mostSaid = 5
const shortened = (said: string[]) =>
  said.length <= mostSaid + 1
    ? said
    : [
        ...said.slice(0, mostSaid),
        `${said.length - mostSaid} more channels differ from training: the table has them all.`,
      ]

/** What is worth saying first. */
const weight = (one: ChannelDrift) =>
  one.drifted === 'missing' || one.drifted === 'flat'
    ? 1e6
    : Math.abs(one.size) + Math.abs(Math.log(one.spread.value || 1))

function sentenceOf(one: ChannelDrift, board: DriftBoard, zone: string): string | null {
  const since =
    one.since === null
      ? ''
      : ` ${one.since > board.recent.start ? `since ${date(one.since, board, zone)}` : 'in all of the recent data'}`
  const unit = one.unit ? ` ${one.unit}` : ''
  switch (one.drifted) {
    case null:
      return null
    case 'level':
      return `${capital(one.name)} runs ${number(Math.abs(one.shift.value))}${unit} ${one.shift.value > 0 ? 'above' : 'below'} what training saw${since}${one.course === 'slowly' ? ', and moves bit by bit' : ''}.`
    case 'spread':
      return `${capital(one.name)} moves ${number(one.spread.value)} times as much as in training, around the same level.`
    case 'noise':
      return `${capital(one.name)} is ${number(one.noise ?? 1)} times as noisy from value to value as in training, around the same level.`
    case 'shape':
      return `${capital(one.name)} spreads differently over its range than in training (Kolmogorov-Smirnov distance ${number(one.ks.value)}), at the same level.`
    case 'flat':
      return `${capital(one.name)} stands still: it changed all the time in training.`
    case 'missing':
      return `${percent(one.missing.recent)} of the values of ${one.name} are missing, in training ${percent(one.missing.training)} were.`
  }
}

function scoreSentence({ score }: DriftBoard, zone: string): string | null {
  if (!score) return null
  const alarms = score.alarms
    ? `${percent(score.alarms.recent)} of the recent rows are above the threshold, in training ${percent(score.alarms.training)} were.`
    : ''
  if (!score.drifted) return alarms || null
  const when =
    score.since === null
      ? ''
      : ` since ${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: zone }).format(score.since)}`
  const level = `The anomaly score is ${number(Math.exp(score.shift.value))} times as high as in training${when}.`
  return [level, alarms].filter(Boolean).join(' ')
}

const unique = (text: string, i: number, all: string[]) => all.indexOf(text) === i
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const percent = (share: number) =>
  `${share > 0 && share < 0.0095 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`
const counted = (n: number) => (n === 1 ? 'One channel' : `${n} channels`)
/** Three figures at most, without an exponent where it can be read. */
const number = (value: number) => String(Number(value.toPrecision(2)))

/** The day; with the time of day where all of the recent data are of a few days. */
function date(time: number, { recent }: DriftBoard, zone: string): string {
  const short = recent.end - recent.start < 3 * 86_400_000
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    timeZone: zone,
    ...(short && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' as const }),
  }).format(time)
}
