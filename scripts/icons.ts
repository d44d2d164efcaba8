/** `npm run icons`: PNG, ICO and ICNS from resources/icon.svg. They are kept in the repository; a test says when they are out of date. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawIcons, icons } from './icons/draw.ts'

for (const [name, bytes] of Object.entries(await drawIcons())) {
  writeFileSync(join(icons, name), bytes)
  console.log(`resources/${name}: ${bytes.length} bytes`)
}
