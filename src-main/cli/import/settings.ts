import { badInput } from '../../shared/errors.ts'
import { importRecipe, type ImportRecipe } from '../../shared/importing/recipe.ts'

type Time = ImportRecipe['time']

/** Short names for what lies deeper in a recipe. */
const times: Record<string, (time: Time | undefined, value: string) => Time> = {
  time: (time, column) => ({ kind: 'column', format: 'iso', zone: 'UTC', ...ofColumn(time), column }),
  format: (time, format) => ({ kind: 'column', column: '', zone: 'UTC', ...ofColumn(time), format }),
  zone: (time, zone) => ({ kind: 'column', column: '', format: 'iso', ...ofColumn(time), zone }),
  step: (time, seconds) => ({
    kind: 'steps',
    start: time?.kind === 'steps' ? time.start : 0,
    stepMs: Number(seconds) * 1000,
  }),
  start: (time, iso) => ({
    kind: 'steps',
    stepMs: time?.kind === 'steps' ? time.stepMs : 1000,
    start: Date.parse(iso),
  }),
}
const ofColumn = (time: Time | undefined) => (time?.kind === 'column' ? time : {})

/** What `--set` may name. */
export const settingNames: readonly string[] = [
  ...Object.keys(times),
  'states',
  ...Object.keys(importRecipe.shape).filter((key) => !['time', 'channels', 'importer'].includes(key)),
]

/**
 * The settings of `--set key=value`, over a file's guesses: lists with commas between, yes and no as true and false.
 * guessed — the time and the channels of the file as they are guessed, of which a part may be set alone: `states` names columns of words
 * that become channels. Throws bad-input with the names that there are.
 */
export function settingsOf(
  given: readonly string[],
  guessed: Pick<ImportRecipe, 'time' | 'channels'>,
): Partial<ImportRecipe> {
  const settings: Record<string, unknown> = {}
  for (const pair of given) {
    const at = pair.indexOf('=')
    const [key, value] = [pair.slice(0, Math.max(0, at)), pair.slice(at + 1)]
    if (at < 1 || !settingNames.includes(key))
      throw badInput(
        `--set takes key=value, and there is no setting "${key || pair}". There are: ${settingNames.join(', ')}.`,
      )
    if (key in times && Object.hasOwn(times, key))
      settings.time = times[key]((settings.time as Time) ?? guessed.time, value)
    else if (key === 'states') settings.channels = withStates(guessed.channels, listed(value))
    else settings[key] = typed(key, value)
  }
  const checked = importRecipe.partial().safeParse(settings)
  if (!checked.success) {
    const wrong = String(checked.error.issues[0]?.path[0] ?? '')
    throw badInput(
      `--set cannot take "${given.find((pair) => pair.startsWith(wrong)) ?? wrong}": it does not fit that setting.`,
    )
  }
  return checked.data
}

function withStates(channels: ImportRecipe['channels'], names: string[]): ImportRecipe['channels'] {
  const unknown = names.find((name) => !channels.some(({ column }) => column === name))
  if (unknown !== undefined)
    throw badInput(
      `--set states names "${unknown}", and there is no such column beside the time. There are: ${channels.map(({ column }) => column).join(', ')}.`,
    )
  return channels.map((channel) => (names.includes(channel.column) ? { ...channel, include: true } : channel))
}

const listed = (value: string) => (value === '' ? [] : value.split(',').map((one) => one.trim()))

function typed(key: string, value: string): unknown {
  if (['labelColumns', 'inside'].includes(key)) return listed(value)
  if (key === 'delimiter') return { tab: '\t', comma: ',', semicolon: ';', blanks: ' ', bar: '|' }[value] ?? value
  if (/^(yes|true|no|false)$/i.test(value)) return /^(yes|true)$/i.test(value)
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  return value.startsWith('{') ? parsed(value) : value
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
