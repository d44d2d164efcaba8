import { expect, test } from 'vitest'
import { JobQueue, type JobOrder, type JobRecord } from '../../src-main/app/jobs.ts'
import { badInput, cancelled } from '../../src-main/shared/errors.ts'

function recorder() {
  const ended: [number, string, string | null][] = []
  let next = 1
  const record: JobRecord = {
    begin: () => next++,
    end: (id, status, message) => void ended.push([id, status, message]),
    log: () => {},
  }
  return { record, ended }
}

const order = (record: JobRecord, work: JobOrder['work'], undo?: JobOrder['undo']): JobOrder => ({
  kind: 'train',
  title: 'Train',
  record,
  work,
  undo,
})

test('jobs run one at a time, in the order in which they were given', async () => {
  const { record } = recorder()
  const queue = new JobQueue(() => {})
  const steps: string[] = []
  const slow = (name: string) => async () => {
    steps.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    steps.push(`${name} ends`)
  }
  const first = queue.add(order(record, slow('a')))
  const second = queue.add(order(record, slow('b')))
  await Promise.all([first.finished, second.finished])
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

test('a failed job keeps its sentence, is cleaned up after, and lets the next one run', async () => {
  const { record, ended } = recorder()
  const queue = new JobQueue(() => {})
  const undone: string[] = []
  const failing = queue.add(
    order(
      record,
      async () => {
        throw badInput('The range is empty.')
      },
      (status) => void undone.push(status),
    ),
  )
  const next = queue.add(order(record, async () => {}))
  expect(await failing.finished).toMatchObject({ status: 'failed', message: 'The range is empty.' })
  expect((await next.finished).status).toBe('done')
  expect(undone).toEqual(['failed'])
  expect(ended).toEqual([
    [1, 'failed', 'The range is empty.'],
    [2, 'done', null],
  ])
})

test('a clean-up that fails does not hide why the job failed', async () => {
  const { record } = recorder()
  const queue = new JobQueue(() => {})
  const job = queue.add(
    order(
      record,
      async () => {
        throw badInput('Why.')
      },
      () => {
        throw new Error('clean-up')
      },
    ),
  )
  expect((await job.finished).message).toBe('Why.')
})

test('a running job is cancelled through its signal, a waiting one at once', async () => {
  const { record } = recorder()
  const queue = new JobQueue(() => {})
  const work: JobOrder['work'] = ({ signal }) =>
    new Promise((_, reject) => signal!.addEventListener('abort', () => reject(cancelled())))
  const running = queue.add(order(record, work))
  const waiting = queue.add(order(record, work))
  queue.cancel(waiting.id)
  expect((await waiting.finished).status).toBe('cancelled')
  queue.cancel(running.id)
  expect(await running.finished).toMatchObject({ status: 'cancelled', message: null })
  expect(queue.active()).toEqual([])
})

test('a waiting job that is cancelled never begins, however long its clean-up takes, and is cleaned up once', async () => {
  const { record, ended } = recorder()
  const queue = new JobQueue(() => {})
  const did: string[] = []
  let [end, cleaned] = [() => {}, () => {}]
  const running = queue.add(order(record, () => new Promise<void>((resolve) => (end = resolve))))
  const waiting = queue.add(
    order(
      record,
      async () => void did.push('began'),
      () => {
        did.push('cleaned')
        return new Promise<void>((resolve) => (cleaned = resolve))
      },
    ),
  )
  queue.cancel(waiting.id)
  queue.cancel(waiting.id)
  end()
  await running.finished
  await new Promise((resolve) => setTimeout(resolve, 20))
  cleaned()
  expect((await waiting.finished).status).toBe('cancelled')
  expect(did).toEqual(['cleaned'])
  expect(ended).toEqual([
    [1, 'done', null],
    [2, 'cancelled', null],
  ])
})

test('stop ends everything, and the page hears of progress and epochs', async () => {
  const { record } = recorder()
  const seen: string[] = []
  const queue = new JobQueue((jobs) => seen.push(jobs.map((j) => `${j.status}:${j.done}:${j.epochs.length}`).join()))
  queue.add(
    order(
      record,
      ({ onProgress, onEpoch, signal }) =>
        new Promise((_, reject) => {
          onProgress!({ phase: 'Training', done: 3, total: 10, unit: 'windows' })
          onEpoch!({ epoch: 1, loss: 0.5, seconds: 1 })
          signal!.addEventListener('abort', () => reject(cancelled()))
        }),
    ),
  )
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(seen).toContain('running:3:1')
  await queue.stop()
  expect(queue.list()[0].status).toBe('cancelled')
})

test('light work does not wait for a training, and does not let a second one begin', async () => {
  const { record } = recorder()
  const queue = new JobQueue(() => {})
  let end = () => {}
  const training = queue.add(order(record, () => new Promise<void>((resolve) => (end = resolve))))
  const waiting = queue.add(order(record, async () => {}))
  const light = queue.add({ ...order(record, async () => {}), beside: true })
  expect((await light.finished).status).toBe('done')
  expect(queue.list().map(({ status }) => status)).toEqual(['running', 'waiting', 'done'])
  end()
  expect((await training.finished).status).toBe('done')
  expect((await waiting.finished).status).toBe('done')
})
