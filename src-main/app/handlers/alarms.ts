import {
  answerAlarm,
  countAlarms,
  getAlarm,
  listAlarms,
  markTold,
  totalAlarms,
  untoldAlarms,
} from '../../db/watch/alarms.ts'
import { getDataset } from '../../db/datasets.ts'
import { createClass, listClasses } from '../../db/labels/label-classes.ts'
import { listSets } from '../../db/labels/label-sets.ts'
import { createLabels, getLabels, removeLabels } from '../../db/labels/labels.ts'
import type { Project } from '../../db/project.ts'
import { getSetting, notifySetting, putSetting } from '../../db/settings.ts'
import { write } from '../../db/file/statement.ts'
import type { Alarm, AlarmState } from '../../shared/watch/alarms.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'

export function alarmsHandlers(context: HandlerContext): HandlersFor<'alarms'> {
  const { emit, host } = context
  return {
    'alarms.list': (query) => listAlarms(context.project().db, query),
    'alarms.total': (query) => totalAlarms(context.project().db, query),
    'alarms.answer': ({ alarms, state, until }) => {
      const { db } = context.write()
      if (state === 'shelved' && until === undefined) throw badInput('Say until when the alarm is to be shelved.')
      const answered = write(db, () =>
        alarms.map((id) => {
          const alarm = getAlarm(db, id)
          if (alarm.state === state && state !== 'shelved') return alarm
          takeBack(db, alarm)
          const label = labelOf(db, alarm, state)
          return answerAlarm(db, id, {
            state,
            shelvedUntil: state === 'shelved' ? until! : null,
            label,
            by: host.author,
          })
        }),
      )
      emit('alarms.changed', {})
      for (const dataset of new Set(answered.map((one) => one.dataset))) emit('labels.changed', { dataset })
      emit('datasets.changed', {})
      return answered
    },
    'alarms.notify': ({ on }) => {
      if (on !== null) {
        putSetting(context.write().db, notifySetting, on)
        emit('alarms.changed', {})
      }
      return getSetting(context.project().db, notifySetting, true)
    },
    'alarms.counts': () => countAlarms(context.project().db),
    'alarms.untold': () => untoldAlarms(context.project().db),
    'alarms.told': ({ alarms }) => markTold(context.write().db, alarms),
  }

  /** The label of an answer before goes with it; one that somebody changed or removed since is theirs. */
  function takeBack(db: Project, { label }: Alarm): void {
    if (label === null) return
    const there = getLabels(db, [label])
    if (there.length > 0) removeLabels(db, [label], host.author)
  }

  function labelOf(db: Project, alarm: Alarm, state: AlarmState): number | null {
    if (state !== 'confirmed' && state !== 'false') return null
    const dataset = getDataset(db, alarm.dataset)
    const set = listSets(db, alarm.dataset)[0]
    if (!set) throw badInput(`"${dataset.name}" has no label set to put a label into. Make one first.`)
    const names = state === 'confirmed' ? alarm.channels.map(({ name }) => name) : []
    const channels = dataset.channels.filter(({ name }) => names.includes(name)).map(({ id }) => id)
    const drivers = alarm.channels.map(({ name, direction }) => `${name} ${direction}`).join(', ')
    const [label] = createLabels(
      db,
      [
        {
          set: set.id,
          class: classFor(db, state === 'confirmed'),
          start: alarm.start,
          end: alarm.end,
          channels: channels.length === dataset.channels.length ? [] : channels,
          certainty: 1,
          status: 'accepted',
          note: drivers,
          origin: 'detector',
        },
      ],
      host.author,
      state === 'confirmed' ? 'Confirmed an alarm' : 'Called an alarm normal',
    )
    return label.id
  }
}

/** The first class of anomalies; for what is normal one of that name. */
function classFor(db: Project, anomalous: boolean): number {
  const classes = listClasses(db)
  const found = anomalous
    ? classes.find((one) => one.anomalous)
    : classes.find((one) => !one.anomalous && one.name.toLowerCase() === 'normal')
  return (found ?? createClass(db, { name: anomalous ? 'anomaly' : 'normal', anomalous })).id
}
