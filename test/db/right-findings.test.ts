import { expect, test } from 'vitest'
import { listRightFindings, setRightFinding } from '../../src-main/db/right-findings.ts'
import { addDataset, seconds, testProject } from './project.ts'

test('what is said to be right is kept, once, until it is taken back', () => {
  const project = testProject()
  const { id } = addDataset(project.db, seconds(100), [seconds(100)])
  const spike = { kind: 'spike' as const, channel: 'channel 0', start: 5, end: 6 }
  const gap = { kind: 'gap' as const, channel: null, start: 1, end: 2 }
  for (const finding of [spike, gap, spike, gap]) setRightFinding(project.db, id, finding, true, 'ada')
  expect(listRightFindings(project.db, id)).toEqual([gap, spike])
  setRightFinding(project.db, id, gap, false, 'ada')
  expect(listRightFindings(project.db, id)).toEqual([spike])
  project.remove()
})
