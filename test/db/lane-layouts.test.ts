import { expect, test } from 'vitest'
import { listLayouts, removeLayout, renameLayout, saveLayout } from '../../src-main/db/lane-layouts.ts'
import { changed, lanesFor } from '../../src-main/shared/data/lane-layout.ts'
import { testProject } from './project.ts'

const layout = (...channels: string[]) => ({ lanes: lanesFor([], channels), hidden: [] })

test('layouts of lanes are kept by name, renamed and removed, and a damaged one is left out', () => {
  const { db, remove } = testProject()
  const bearings = { lanes: changed(lanesFor([], ['a', 'b']), 'b', { drawn: 'line' }), hidden: [] }
  saveLayout(db, { name: 'pumps', layout: layout('flow') })
  saveLayout(db, { name: 'bearings', layout: bearings })
  saveLayout(db, { name: 'pumps', layout: layout('flow', 'pressure') })
  expect(listLayouts(db)).toEqual([
    { name: 'bearings', layout: bearings },
    { name: 'pumps', layout: layout('flow', 'pressure') },
  ])
  expect(() => renameLayout(db, 'pumps', 'bearings')).toThrow(/There is a layout “bearings” already/)
  renameLayout(db, 'pumps', 'pumps of hall 2')
  removeLayout(db, 'bearings')
  expect(listLayouts(db).map((one) => one.name)).toEqual(['pumps of hall 2'])
  db.prepare('UPDATE lane_layout SET layout = ?').run('{"lanes": 3}')
  expect(listLayouts(db)).toEqual([])
  remove()
})
