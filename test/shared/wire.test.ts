import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src-main/shared/wire.ts'

describe('a frame', () => {
  test('brings back typed arrays with their type, alignment and not-a-numbers', () => {
    const message = {
      kind: 'answer',
      id: 7,
      answer: {
        ok: true,
        value: [
          {
            series: 1,
            times: new Float64Array([1, 2, NaN]),
            values: new Float32Array([0.5]),
            flags: new Uint8Array([1, 0, 1]),
          },
        ],
      },
    }
    expect(decode(encode(message))).toEqual(message)
  })

  test('keeps numbers that JSON would lose', () => {
    expect(decode(encode([NaN, Infinity, -Infinity, -0, 0, 1e308]))).toEqual([NaN, Infinity, -Infinity, -0, 0, 1e308])
  })

  test('keeps objects that have a key "$" or "__proto__" of their own', () => {
    const tricky = {
      $: 'Float64Array',
      at: 0,
      length: 5,
      nested: JSON.parse('{"__proto__": {"admin": true}}') as unknown,
    }
    const back = decode(encode(tricky)) as typeof tricky
    expect(back).toEqual(tricky)
    expect(Object.keys(back.nested as object)).toEqual(['__proto__'])
    expect('admin' in (back.nested as object)).toBe(false)
  })

  test('takes a view into a larger buffer as only what it shows', () => {
    const view = new Float64Array(100).subarray(10, 12)
    expect(encode(view).length).toBeLessThan(100)
    expect(decode(encode(view))).toEqual(new Float64Array(2))
  })

  test('can start anywhere in a larger buffer, as frames from a socket do', () => {
    const frame = encode({ times: new Float64Array([3.5]) })
    const larger = new Uint8Array(frame.length + 3)
    larger.set(frame, 3)
    expect(decode(larger.subarray(3))).toEqual({ times: new Float64Array([3.5]) })
  })

  test('can be a Buffer, whose slices share memory', () => {
    const frame = Buffer.from(encode({ times: new Float64Array([3.5, 4.5]) }))
    const back = decode(frame) as { times: Float64Array }
    frame.fill(0)
    expect(back).toEqual({ times: new Float64Array([3.5, 4.5]) })
  })

  test('keeps what is written differently wherever it stands, and leaves the message itself as it was', () => {
    const message = { ['__proto__x']: [1, { deep: NaN, plain: 'text' }], list: [[new Float32Array([1])], 'a'] }
    const before = structuredClone(message)
    expect(decode(encode(message))).toEqual(before)
    expect(message).toEqual(before)
    const own = JSON.parse('{"__proto__": {"x": 1}, "y": 2}') as Record<string, unknown>
    Object.defineProperty(own, 'nan', { value: NaN, enumerable: true })
    expect(Object.keys(decode(encode(own)) as object)).toEqual(['__proto__', 'y', 'nan'])
  })

  test('understands a key "$" however JSON spells it', () => {
    const text = new TextEncoder().encode('{"\\u0024":"number","text":"NaN"}')
    const frame = new Uint8Array(4 + text.length)
    new DataView(frame.buffer).setUint32(0, text.length, true)
    frame.set(text, 4)
    expect(decode(frame)).toBeNaN()
  })

  test('survives for any plain data', () => {
    const anything = fc.anything({
      withNullPrototype: false,
      withBoxedValues: false,
      maxDepth: 4,
      key: fc.oneof(fc.string(), fc.constant('$')),
    })
    fc.assert(
      fc.property(anything, (value) => {
        const expected = JSON.stringify(value) === undefined ? undefined : value
        if (expected === undefined || holdsUndefined(value)) return
        expect(decode(encode({ value }))).toEqual({ value })
      }),
    )
  })

  test('refuses what is not plain data', () => {
    expect(() => encode(new Map())).toThrow('A message may hold only plain data, not [object Map].')
    expect(() => encode(() => 1)).toThrow('plain data')
  })
})

describe('a malformed frame', () => {
  const framed = (header: string, tail = 0) => {
    const text = new TextEncoder().encode(header)
    const frame = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8 + tail)
    new DataView(frame.buffer).setUint32(0, text.length, true)
    frame.set(text, 4)
    return frame
  }
  const cases: Record<string, Uint8Array> = {
    'no bytes at all': new Uint8Array(0),
    'a length beyond its end': new Uint8Array([255, 255, 255, 255, 0]),
    'a header that is not JSON': framed('{"kind"'),
    'a header that is not UTF-8': new Uint8Array([2, 0, 0, 0, 0xff, 0xfe, 0, 0]),
    'an array beyond its end': framed('{"$":"Float64Array","at":0,"length":2}', 8),
    'an array of a negative length': framed('{"$":"Float64Array","at":0,"length":-1}', 8),
    'an array of half an element': framed('{"$":"Float64Array","at":0.5,"length":1}', 16),
    'an array of a huge length': framed('{"$":"Float64Array","at":0,"length":1e15}', 8),
    'an unknown kind of array': framed('{"$":"constructor","at":0,"length":1}', 8),
    'an unknown number': framed('{"$":"number","text":"process.exit()"}'),
    'too many levels': framed('['.repeat(5000) + '{"$":"number","text":"NaN"}' + ']'.repeat(5000)),
  }
  for (const [name, frame] of Object.entries(cases))
    test(`with ${name} is refused with a sentence`, () => {
      expect(() => decode(frame)).toThrow(/^A message could not be read: /)
    })

  test('never breaks the reader in another way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decode(bytes)
        } catch (error) {
          expect(String(error)).toContain('A message could not be read')
        }
      }),
    )
  })
})

function holdsUndefined(value: unknown): boolean {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(holdsUndefined)
}

describe('a small frame cannot fill the memory', () => {
  const frameOf = (header: string, body: number) => {
    const text = new TextEncoder().encode(header)
    const frame = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8 + body)
    new DataView(frame.buffer).setUint32(0, text.length, true)
    frame.set(text, 4)
    return frame
  }

  test('by naming the same bytes again and again', () => {
    const one = `{"$":"Float64Array","at":0,"length":100000}`
    const frame = frameOf(`[${Array.from({ length: 1000 }, () => one).join(',')}]`, 800_000)
    const before = process.memoryUsage().arrayBuffers
    expect(() => decode(frame)).toThrow('its arrays are larger than it is')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6)
  })

  test('by values that are larger than their text', () => {
    expect(() => decode(frameOf(`[${'[],'.repeat(8_000_000)}0]`, 0))).toThrow('it holds too many values')
  })

  test('and a large edit still crosses', () => {
    const label = {
      set: 1,
      class: 2,
      start: 3,
      end: 4,
      channels: [1, 2],
      certainty: 1,
      status: 'accepted',
      note: 'x, y',
    }
    const labels = Array.from({ length: 100_000 }, () => label)
    expect(decode(encode({ labels }))).toEqual({ labels })
  })
})
