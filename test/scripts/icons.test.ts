import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawIcons, icons } from '../../scripts/icons/draw.ts'

test('the icons are those that resources/icon.svg draws (npm run icons)', async () => {
  const drawn = await drawIcons()
  expect(Object.keys(drawn)).toEqual(['icon.png', 'icon.ico', 'icon.icns'])
  for (const [name, bytes] of Object.entries(drawn))
    expect({ name, same: readFileSync(join(icons, name)).equals(bytes) }).toEqual({ name, same: true })
})
