import { rewrittenLines } from './rewritten-lines.ts'

const letter = (codePoint: number) => Buffer.from(String.fromCodePoint(codePoint)).toString('latin1')
/** The first of ten digits of Arabic, of Persian and of full width, and the marks beside them, as the bytes of UTF-8. */
const digits = [0x660, 0x6f0, 0xff10].flatMap((zero) =>
  Array.from({ length: 10 }, (_, i) => [letter(zero + i), String(i)] as const),
)
const marks = [
  [0x66b, '.'],
  [0x66c, ''],
  [0xff0e, '.'],
  [0xff0c, ','],
  [0xff0d, '-'],
  [0xff0f, '/'],
  [0xff1a, ':'],
] as const
const ascii = new Map<string, string>([...digits, ...marks.map(([code, mark]) => [letter(code), mark] as const)])
const any = new RegExp([...ascii.keys()].join('|'), 'g')
const digit = new RegExp(digits.map(([bytes]) => bytes).join('|'))

/** "٢٠٢٤/٠٣/٠١" and "２０.５": numbers in the digits of Arabic, of Persian, or of full width, in UTF-8. */
export const nativeDigits = rewrittenLines({
  id: 'native-digits',
  name: 'text with digits of another script',
  recognises: (lines) => lines.length > 2 && lines.filter((line) => digit.test(line)).length > lines.length / 2,
  rewrite: (line) => (digit.test(line) ? line.replace(any, (bytes) => ascii.get(bytes)!) : line),
})
