import { encodings, type ImportRecipe } from '../../../shared/importing/recipe.ts'

export type Encoding = ImportRecipe['encoding']

/** As people know them. */
const names: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'latin-1': 'Latin-1',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  shift_jis: 'Shift-JIS (Japanese)',
  gb18030: 'GBK (Chinese)',
  'euc-kr': 'EUC-KR (Korean)',
  big5: 'Big5 (Chinese, traditional)',
}

/** A decoder for a stream of bytes; byte-order marks are dropped. Latin-1 is read as Windows-1252, its superset. */
export function decoderFor(encoding: Encoding, fatal = false): TextDecoder {
  return new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding, { fatal })
}

/** Guesses the encoding from a byte-order mark, the pattern of NUL bytes, valid UTF-8, or the letters that come out. */
export function guessEncoding(bytes: Uint8Array): { encoding: Encoding; reason: string } {
  const mark = encodings.find((one) => marks[one]?.every((byte, i) => bytes[i] === byte))
  if (mark) return { encoding: mark, reason: `The file begins with the mark of ${names[mark]}.` }
  const wide = wideEncoding(bytes)
  if (wide) return { encoding: wide, reason: `Every second byte is NUL, as in ${names[wide]}.` }
  if (decoded(bytes, 'utf-8') !== null) return { encoding: 'utf-8', reason: 'All bytes are valid UTF-8.' }
  const sample = nearHighBytes(bytes)
  const asian = isKorean(sample)
    ? 'euc-kr'
    : ((['shift_jis', 'gb18030'] as const).find((one) => isAsian(sample, one)) ?? (isBig5(sample) ? 'big5' : undefined))
  const encoding = asian ?? singleByte(sample)
  return {
    encoding,
    reason: `Some bytes are not valid UTF-8; ${encoding === 'latin-1' ? 'Latin-1 is assumed' : `the letters are those of ${names[encoding]}`}.`,
  }
}

const marks: Partial<Record<Encoding, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
}

function wideEncoding(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, 4096)
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++)
    if (sample[i] === 0) {
      if (i % 2 === 0) even++
      else odd++
    }
  if (odd > sample.length * 0.2 && even < sample.length * 0.05) return 'utf-16le'
  if (even > sample.length * 0.2 && odd < sample.length * 0.05) return 'utf-16be'
  return null
}

/** The text, or null where a byte does not belong to the encoding. The last character may be cut. */
function decoded(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return decoderFor(encoding, true).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

/** The lines that hold more than ASCII, at most 64 KB of them: where the letters are. */
function nearHighBytes(bytes: Uint8Array): Uint8Array {
  const sample: number[] = []
  let start = 0
  for (let i = 0; i <= bytes.length && sample.length < 1 << 16; i++) {
    if (i < bytes.length && bytes[i] !== 10) continue
    const line = bytes.subarray(start, Math.min(i, start + 4096))
    if (line.some((byte) => byte > 127)) sample.push(...line, 10)
    start = i + 1
  }
  return Uint8Array.from(sample)
}

/**
 * Two bytes are a letter: then letters beyond ASCII stand side by side and are frequent ones, kana or the first level of the
 * standard, while "°C" and "m³" make single rare ones.
 */
function isAsian(bytes: Uint8Array, encoding: 'shift_jis' | 'gb18030'): boolean {
  const text = decoded(bytes, encoding)
  if (text === null) return false
  const letters = text.match(/[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]/g)?.length ?? 0
  const wide = text.match(/[^\p{ASCII}]/gu)?.length ?? 0
  // "2022年02月01日 10时30分": the marks of a date stand alone.
  const together = text.match(/[\u3040-\u30ff\u4e00-\u9fff]{2,}|(?<=\d)[年月日时時分秒]/g)?.join('').length ?? 0
  if (letters < wide * 0.8 || together < wide * 0.6 || together === 0) return false
  let leads = 0
  let frequent = 0
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]
    if (lead < 0x81 || (encoding === 'shift_jis' && lead >= 0xa1 && lead <= 0xdf)) continue
    leads++
    // Shift-JIS: kana and symbols, and kanji of the first level (JIS X 0208). GBK: symbols, and hanzi of the first level (GB 2312).
    if (encoding === 'shift_jis' ? lead <= 0x98 : (lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xd7))
      frequent += encoding === 'shift_jis' || bytes[i + 1] >= 0xa1 ? 1 : 0
    i++
  }
  return frequent >= leads * 0.7
}

/** Syllables that are frequent in measurements: the rows of hanzi of the same bytes are others. */
const frequentHangul =
  /[날짜시간일전후온도습압력유량속값상태번호기이가다의동정지점명강수현대구서울부산평균최고저센출입설]/g

/** Two bytes are a syllable, all of them from 0xB0 to 0xC8 where every fourth hanzi of GBK lies beyond. */
function isKorean(bytes: Uint8Array): boolean {
  const whole = decoded(bytes, 'euc-kr')
  if (whole === null) return false
  // A word that stands in every row says it once.
  const text = [...new Set(whole.split(/[^\p{L}]+/u))].join(' ')
  const hangul = text.match(/[가-힣]/g)?.length ?? 0
  const wide = text.match(/\p{L}/gu)?.filter((letter) => letter > '\u007f').length ?? 0
  return hangul > 1 && hangul >= wide * 0.95 && (text.match(frequentHangul)?.length ?? 0) >= hangul * 0.3
}

/** Hanzi of the first level, 0xA4 to 0xC6, side by side. */
function isBig5(bytes: Uint8Array): boolean {
  const text = decoded(bytes, 'big5')
  if (text === null) return false
  const wide = text.match(/[^\p{ASCII}]/gu)?.length ?? 0
  const together = text.match(/[\u4e00-\u9fff]{2,}|(?<=\d)[年月日時分秒]/g)?.join('').length ?? 0
  let [leads, frequent] = [0, 0]
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 0x81) continue
    leads++
    if (bytes[i] >= 0xa4 && bytes[i] <= 0xc6) frequent++
    i++
  }
  return together >= wide * 0.6 && together > 1 && frequent >= leads * 0.8
}

/** The most frequent letters of the languages: the right encoding gives more of them than the wrong one. */
const frequentCyrillic = /[оеаинтсрвлк]/gi
const frequentGreek = /[αοιετσνηυρπκςθλμωάέήίόύώ]/gi

function singleByte(bytes: Uint8Array): Encoding {
  const western = decoderFor('latin-1').decode(bytes)
  const high = western.match(/[^\p{ASCII}]/gu)?.length ?? 0
  // In Cyrillic and Greek whole words are beyond ASCII; in the others single letters are.
  const inWords = western.match(/(?<![a-z])[^\p{ASCII}]{2,}(?![a-z])/giu)?.join('').length ?? 0
  if (inWords > high * 0.5) {
    const cyrillic = decoded(bytes, 'windows-1251')?.match(frequentCyrillic)?.length ?? 0
    const greek = decoded(bytes, 'windows-1253')?.match(frequentGreek)?.length ?? 0
    if (Math.max(cyrillic, greek) > high * 0.4) return cyrillic >= greek ? 'windows-1251' : 'windows-1253'
  }
  // ğ, ı, ş and their capitals stand where Western Europe has ð, ý and þ, which only Icelandic uses.
  const turkish =
    decoderFor('windows-1254')
      .decode(bytes)
      .match(/(?<=\p{L})[ğış]|[ğış](?=\p{L})|İ/gu)?.length ?? 0
  // Letters that Windows-1252 has no letter for in the same place (¹ ³ ¿ ¯ £ ¥ ¼ ¾, and signs), within a word.
  const central =
    decoderFor('windows-1250')
      .decode(bytes)
      .match(/(?<=\p{L}{2})[ążľśźťšž]|[ąłŁśŚżŻšŠžŽŤŹľĽĄ](?=\p{L})/gu)?.length ?? 0
  // ů and ě stand where the West has ù and ì, which end words there.
  const czech = western.match(/(?<=\p{L})[ùì](?=[a-z])/gu)?.length ?? 0
  // ő stands where the West has õ, which only Portuguese writes beside é, and before e.
  const hungarian = /[áéíóú]/i.test(western) && !/ã/i.test(western) ? (western.match(/õ(?!e)/gi)?.length ?? 0) : 0
  if (central + czech + hungarian > 0 && central + czech + hungarian >= turkish) return 'windows-1250'
  return turkish > 0 ? 'windows-1254' : 'latin-1'
}
