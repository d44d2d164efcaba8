import { describe, expect, test } from 'vitest'
import { reportPage } from '../../../src-main/formats/report/page.ts'
import { measures, reportData } from './report-fixture.ts'

const page = reportPage(reportData())
/** What a reader sees, without markup. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<span class="time">(.*?)<\/span>/g, '$1')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
const text = textOf(page)

describe('the report', () => {
  test('is titled with run, dataset and date', () => {
    expect(page).toContain('<title>Night watch – Pump 7 – anomaly report</title>')
    expect(text).toMatch(/Night watch Pump 7 · 2026-04-01 \d\d:\d\d:00/)
  })

  test('says in words what was found, how good it is, and what to bear in mind', () => {
    expect(text).toContain('Mahalanobis distance looked at 600 rows of 2 channels of “Pump 7”')
    expect(text).toContain('It found 2 detections above the threshold of 4')
    expect(text).toContain('with a score of 12.5, mostly from “Flow”.')
    expect(text).toContain(
      'Against “truth”, 1 of 2 labelled windows were detected and 1 missed; 1 detection lies outside them. Of the points, 80 % of those in alarm are labelled; 60 % of the labelled ones are in alarm; AUC-PR is 0.710.',
    )
    for (const caveat of [
      'The model has seen 90 of the rows that it is judged on.',
      'There are only 2 labelled windows',
      '10 rows (1.7 %) could not be assessed',
      '1 label of the set still waits for review',
    ])
      expect(text).toContain(caveat)
  })

  test('holds every section, in order', () => {
    expect([...page.matchAll(/<section id="(\w+)"/g)].map((match) => match[1])).toEqual([
      'summary',
      'data',
      'model',
      'threshold',
      'measures',
      'labels',
      'events',
      'versions',
    ])
  })

  test('gives measures with their intervals, badges and what the badges mean', () => {
    expect(page).toMatch(/<td>F1 <\/td><td class="number">0\.686<\/td><td class="number">0\.500 – 0\.810<\/td>/)
    expect(page).toMatch(/<td>PA-F1 <span class="badge">inflated<\/span>/)
    expect(page).toMatch(/<td>Standard-F1 <span class="badge">oracle<\/span>/)
    expect(text).toContain('Point adjustment credits a whole window for one hit')
  })

  test('lists every event, and charts it with channels, score, threshold and label', () => {
    expect(text).toMatch(/1 2026-03-29 00:42:00 2026-03-29 00:59:00 17 min 12\.50 found Flow \(75 %\)/)
    expect(text).toMatch(/3 2026-03-29 05:00:00 2026-03-29 05:10:00 10 min 2\.50 missed label/)
    const [, first] = page.split('<article class="event"')
    for (const mark of [
      'class="line"',
      'class="score"',
      'class="threshold"',
      'class="strip label"',
      'class="strip detection"',
      'class="band"',
    ])
      expect(first).toContain(mark)
  })

  test('shows times in the zone of the data, over the change of the clocks too', () => {
    expect(text).toContain('from 2026-03-28 23:00:00 to 2026-03-29 09:59:00')
  })

  test('says versions, seed, file layout and how to make it again', () => {
    for (const fact of [
      'Anomaly Studio 0.1.0',
      'Node.js 24.21.0',
      'File layout 4',
      'Seed 7',
      'train on 2026-03-28 23:00:00 to 2026-03-29 00:30:00 with seed 7',
      '"shrinkage": 0.1',
    ])
      expect(text).toContain(fact)
  })

  test('is one file: no script, no reference to any other file, and a policy that allows none', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|\ssrc=|\sstyle=/i)
    expect([...page.matchAll(/href="([^"]*)"/g)].every(([, to]) => to.startsWith('#'))).toBe(true)
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]*&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"/,
    )
    expect(page).not.toMatch(/https?:\/\//)
  })

  test('keeps an event on one sheet and repeats the heads of tables', () => {
    expect(page).toMatch(/\.event\{[^}]*break-inside:avoid/)
    expect(page).toContain('thead{display:table-header-group}')
    expect(page).toContain('@page{size:A4')
  })
})

describe('names that somebody wrote to do harm', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;`
  const hostile = reportPage(
    reportData(
      {},
      {
        run: `${evil}run`,
        dataset: `${evil}dataset`,
        channel: `${evil}channel`,
        label: `${evil}label`,
        note: `${evil}note \u202egnp.exe`,
      },
    ),
  )

  test('are text everywhere', () => {
    expect(hostile).not.toMatch(/<script|<img/i)
    expect(hostile).not.toContain('\u202e')
    for (const what of ['run', 'dataset', 'channel', 'label', 'note'])
      expect(hostile).toContain(
        `&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;amp;${what}`,
      )
  })

  test('cannot leave an attribute', () => {
    const outside = hostile.replace(/<style>.*?<\/style>/s, '')
    for (const [tag] of outside.matchAll(/<[a-z][^>]*>/g))
      expect(tag).toMatch(/^<[a-z][a-z0-9]*(\s+[a-zA-Z-]+(="[^"]*")?)*\s*\/?>$/)
  })
})

describe('runs of every kind', () => {
  const of = (change: Parameters<typeof reportData>[0]) => textOf(reportPage(reportData(change)))
  const base = reportData()

  test('without labels: nothing is found or missed, and nobody pretends to know', () => {
    const none = of({
      labels: null,
      events: [{ ...base.events[0], kind: 'detection', labels: [] }],
      eventCount: 1,
      run: { ...base.run, measures: null, detections: 1 },
    })
    expect(none).toContain('There are no labels to judge by')
    expect(none).toContain('It found one detection above the threshold of 4, at 2026-03-29 00:42:00, 17 min long')
    expect(none).not.toContain('outside the labels')
  })

  test('without detections', () => {
    const none = of({
      events: [],
      eventCount: 0,
      labels: null,
      run: { ...base.run, detections: 0, measures: null, maxScore: 3.25 },
    })
    expect(none).toContain('It detected nothing: no score stays above the threshold of 4; the highest is 3.25.')
    expect(none).toContain('There is none: nothing was detected')
  })

  test('an ensemble names its members', () => {
    const ensemble = of({
      detector: null,
      run: {
        ...base.run,
        model: {
          ...base.run.model,
          name: 'Ensemble of A, B',
          kind: 'ensemble',
          params: { members: 'A, B', combine: 'mean' },
        },
      },
    })
    expect(ensemble).toContain('An ensemble: the scores of several runs as one.')
    expect(ensemble).toContain('Train the members (A, B) and combine them.')
    expect(ensemble).not.toContain('Trained on')
  })

  test('an adaptive run tells its drift', () => {
    const drift = {
      channels: ['Flow', 'Pressure'],
      points: [
        { time: base.dataset.start, psi: [0.02, 0.3], ks: [0.1, 0.4] },
        { time: base.dataset.end, psi: [0.5, NaN], ks: [0.6, NaN] },
      ],
      updates: [{ time: base.dataset.end, rows: 200, kept: false, note: 'its scores on normal data rose' }],
      settings: { batch: 50, updateEvery: 100, keep: 500, acceptAfter: 0 },
    }
    const adaptive = of({
      drift,
      run: {
        ...base.run,
        model: { ...base.run.model, kind: 'adaptive', adapts: 'mahalanobis', params: { detector: 'mahalanobis' } },
      },
    })
    expect(adaptive).toContain('At the end 1 channel lies strongly off the training data: Flow.')
    expect(adaptive).toMatch(/Flow 0\.5 0\.5 .* 0\.6 strong/)
    expect(adaptive).toContain('its scores are given in units of the threshold that each of its states had')
    expect(adaptive).toContain('discarded: its scores on normal data rose')
  })

  test('a network shows its training curve', () => {
    const history = [1, 2, 3].map((epoch) => ({
      epoch,
      loss: 1 / epoch,
      validationLoss: epoch === 2 ? 0.4 : 0.6,
      seconds: 1,
    }))
    expect(of({ run: { ...base.run, model: { ...base.run.model, history, engine: 'native' } } })).toContain(
      '3 epochs; the last loss is 0.3333, on validation 0.6. Validation loss was lowest in epoch 2.',
    )
  })

  test('a cross-validated run says what was held out, and which rows its measures are of', () => {
    const training = {
      dataset: 1,
      holdOut: { kind: 'blocks' as const, blocks: 5, purge: null },
      heldOut: null,
      purge: 12,
      window: 12,
      labelled: { windows: 2, rows: 31 },
      chosenOn: null,
    }
    const crossed = of({ run: { ...base.run, model: { ...base.run.model, training, ranges: [] } } })
    expect(crossed).toContain(
      'Held out in turn each of 5 blocks of time: every score is from a model that did not see its block, 12 rows left out between them',
    )
    expect(crossed).toContain('Labelled anomalies in training 2 windows, 31 rows')
    const cleaning = [{ step: 'hampel', on: true, channels: ['Flow'], params: { window: 7 } }]
    const cleaned = of({ run: { ...base.run, model: { ...base.run.model, training: { ...training, cleaning } } } })
    expect(cleaned).toContain('Cleaned first by hampel window=7 channels=Flow')
    const judged = { first: 300, last: 599, start: base.dataset.start + 300 * 60_000, end: base.dataset.end }
    const part = of({
      run: {
        ...base.run,
        measures: { ...measures, judged },
        model: { ...base.run.model, training: { ...training, holdOut: { kind: 'last', share: 0.5, purge: null } } },
      },
    })
    expect(part).toContain(
      'The measures are of the rows that the model had not seen, 2026-03-29 05:00:00 to 2026-03-29 09:59:00',
    )
    expect(part).toContain('Held out the last 50 %')
  })

  test('each operating mode has its own threshold, and the line follows it', () => {
    const found = {
      modes: [
        { name: 'valve = 0', rows: 400, by: 400, threshold: 3 },
        { name: 'valve = 1', rows: 200, by: 190, threshold: 6 },
      ],
      without: 0,
      steps: [
        { start: base.dataset.start, threshold: 3 },
        { start: base.dataset.start + 110 * 60_000, threshold: 6 },
      ],
    }
    const run = {
      ...base.run,
      threshold: { ...base.run.threshold, modes: { kind: 'channel' as const, channel: 'valve', bins: 4 }, found },
    }
    expect(of({ run })).toMatch(/Operating modes .* valve = 0 400 3 valve = 1 200 6/)
    const [, first, second] = reportPage(reportData({ run })).split('<article class="event"')
    expect(second).not.toMatch(/class="threshold" d="[^"]*V/)
    expect(first).toMatch(/class="threshold" d="M[^"]*H[^"]*V/)
    expect(textOf(second)).toContain('Peak 5 at')
    expect(of({ run })).toContain('It found 2 detections above the threshold of their operating mode,')
  })

  test('5,000 events are all in the table, 200 of them with a chart, and it says so', () => {
    const events = Array.from({ length: 5000 }, (_, i) => ({
      ...base.events[i % 2],
      number: i + 1,
      chart: i < 200 ? base.events[0].chart : null,
    }))
    const long = reportPage(reportData({ events, eventCount: 5000, run: { ...base.run, detections: 5000 } }))
    expect(long.match(/<article class="event"/g)).toHaveLength(200)
    expect(long.split('<table class="events">')[1].split('</table>')[0].match(/<tr>/g)).toHaveLength(5001)
    expect(textOf(long)).toContain('A chart follows for 200 of them: the detections with the highest scores.')
    expect(long.length).toBeLessThan(5_000_000)
    expect(textOf(reportPage(reportData({ eventCount: 30_000 })))).toContain(
      'Of 30,000 events 3 are listed: the first ones and all that have a chart.',
    )
  })

  test('what is known is said to be known', () => {
    const known = of({ events: base.events.map((event) => ({ ...event, known: event.kind === 'false alarm' })) })
    expect(known.match(/outside the labels, known/g)).toHaveLength(2)
    expect(known).not.toContain('missed label, known')
  })

  test('a model of another dataset was not trained on the whole of this one', () => {
    const training = {
      dataset: 2,
      holdOut: { kind: 'nothing' as const },
      heldOut: null,
      purge: 0,
      window: 1,
      labelled: null,
      chosenOn: null,
    }
    const run = { ...base.run, model: { ...base.run.model, training, ranges: [] } }
    expect(of({ run, trainedOn: 'Pump 8' })).toContain('Trained on The whole of another dataset, “Pump 8”.')
    expect(of({ run })).toContain('Trained on The whole of another dataset.')
    expect(of({ run: { ...run, model: { ...run.model, training: { ...training, dataset: 1 } } } })).toContain(
      'Trained on The whole dataset.',
    )
  })

  test('an oracle threshold says whether a rule or a search looked at the labels', () => {
    const oracle = (rule: string) =>
      of({ run: { ...base.run, oracle: true, threshold: { ...base.run.threshold, rule } } })
    expect(oracle('fixed')).toContain(
      'The value was looked for with the labels that the run is judged on. It is the best',
    )
    expect(oracle('best-f1')).toContain('The rule looked at the labels that the run is judged on. It is the best')
  })

  test('labels without an assessed point judge nothing', () => {
    expect(of({ findings: { ...base.findings, windows: 0, missed: 0 } })).toContain(
      'No labelled window has an assessed point to judge by',
    )
  })

  test('data without a date count from their start', () => {
    expect(of({ dataset: { ...base.dataset, start: 0, end: 90_000_000, zone: 'UTC' } })).toContain(
      'from 0 d 00:00:00 to 1 d 01:00:00',
    )
  })
})
