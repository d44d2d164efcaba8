/**
 * Structured clones as text, on both sides of the border between Node and the page: typed arrays, dates, NaN and undefined
 * arrive as what they were, a function is refused. Each function stands by itself, because its source runs in the page too.
 */
export function encodeClone(value: unknown): string {
  const bytesIn = (bytes: Uint8Array) => {
    let text = ''
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
    return btoa(text)
  }
  const put = (one: unknown): unknown => {
    if (one === null || typeof one === 'string' || typeof one === 'boolean') return one
    if (typeof one === 'number') return Number.isFinite(one) && !Object.is(one, -0) ? one : { number: Object.is(one, -0) ? '-0' : String(one) } // prettier-ignore
    if (one === undefined) return { undefined: true }
    if (typeof one === 'bigint') return { bigint: String(one) }
    if (typeof one !== 'object')
      throw new DOMException(`An object could not be cloned: ${String(one)}`, 'DataCloneError')
    if (Array.isArray(one)) return one.map(put)
    if (one instanceof Date) return { date: one.getTime() }
    if (one instanceof Map) return { map: [...one].map(([k, v]) => [put(k), put(v)]) }
    if (one instanceof Set) return { set: [...one].map(put) }
    if (one instanceof Error) return { error: [one.name, one.message] }
    if (one instanceof ArrayBuffer) return { buffer: bytesIn(new Uint8Array(one)) }
    if (ArrayBuffer.isView(one))
      return {
        view: one.constructor.name.replace('Buffer', 'Uint8Array'),
        bytes: bytesIn(new Uint8Array(one.buffer, one.byteOffset, one.byteLength)),
      }
    return { object: Object.entries(one).map(([key, v]) => [key, put(v)]) }
  }
  return JSON.stringify(put(value))
}

/** The value that `encodeClone` wrote. */
export function decodeClone(text: string): unknown {
  const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const take = (one: any): unknown => {
    if (one === null || typeof one !== 'object') return one
    if (Array.isArray(one)) return one.map(take)
    if ('number' in one) return Number(one.number)
    if ('undefined' in one) return undefined
    if ('bigint' in one) return BigInt(one.bigint)
    if ('date' in one) return new Date(one.date)
    if ('map' in one) return new Map(one.map.map(take))
    if ('set' in one) return new Set(one.set.map(take))
    if ('error' in one) return Object.assign(new Error(one.error[1]), { name: one.error[0] })
    if ('buffer' in one) return bytesOf(one.buffer).buffer
    if ('view' in one) return new (globalThis as any)[one.view](bytesOf(one.bytes).buffer) // eslint-disable-line @typescript-eslint/no-explicit-any
    return Object.fromEntries(one.object.map(([key, v]: [string, unknown]) => [key, take(v)]))
  }
  return take(JSON.parse(text))
}
