import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A reference file of ../shared/golden, beside the checkout; null where it is absent, so that a test can skip and say so. */
export function golden<T>(name: string): T | null {
  const file = new URL(`../../../../shared/golden/${name}`, import.meta.url)
  if (!existsSync(file)) return null
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as T
}
