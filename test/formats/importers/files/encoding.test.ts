import { describe, expect, test } from 'vitest'
import { decoderFor, guessEncoding, type Encoding } from '../../../../src-main/formats/importers/files/encoding.ts'
import { fileOf, preview, read } from '../table-file.ts'

/** The bytes of a text in an encoding that Node only reads: looked up by decoding every one- and two-byte sequence. */
function encode(text: string, encoding: Encoding): Buffer {
  const table = new Map<string, number[]>()
  const decode = (bytes: number[]) =>
    new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding).decode(Uint8Array.from(bytes))
  if (['shift_jis', 'gb18030', 'euc-kr', 'big5'].includes(encoding))
    for (let a = 0x81; a <= 0xfe; a++)
      for (let b = 0x40; b <= 0xfe; b++) if (!table.has(decode([a, b]))) table.set(decode([a, b]), [a, b])
  for (let a = 0; a < 256; a++) if (!table.has(decode([a]))) table.set(decode([a]), [a])
  return Buffer.from([...text].flatMap((letter) => table.get(letter) ?? []))
}

const lines = (header: string) =>
  header +
  '\r\n' +
  Array.from({ length: 30 }, (_, i) => `2024-03-01 00:${String(i).padStart(2, '0')}:00,${i},${i / 2}`).join('\r\n')

describe('an encoding is found by its letters', () => {
  test.each<[Encoding, string]>([
    ['latin-1', 'Zeit,Außentemperatur [°C],Durchfluß [m³/h]'],
    ['latin-1', 'date,Température extérieure [°C],Débit [m³/h]'],
    ['latin-1', 'tid,Utetemperatur på väg [°C],Flöde'],
    ['latin-1', 'time,T [°C],Q [m³/h]'],
    ['latin-1', 'time,T in °C ±2 µm,P·s²'],
    ['windows-1250', 'idő,hőmérséklet,nyomás érték'],
    ['latin-1', 'data,sensação térmica,posições médias'],
    ['windows-1250', 'czas,ciśnienie wlotowe,prędkość śruby [m/s]'],
    ['windows-1250', 'čas,tlak na výstupu žlabu,průtok [m/s]'],
    ['windows-1251', 'время,температура воды,расход'],
    ['windows-1251', 'Время,Давление,Уровень'],
    ['windows-1253', 'ώρα,θερμοκρασία,πίεση'],
    ['windows-1254', 'zaman,sıcaklık,basınç çıkışı'],
    ['windows-1254', 'zaman,sıcaklık,çalışıyor ışığı'],
    ['shift_jis', '年月日時,気温(℃),降水量(mm)'],
    ['shift_jis', '日時,センサー温度,カウンタ'],
    ['gb18030', '时间,温度,压力'],
    ['gb18030', '采样时间,水泵出口压力,流量'],
    ['gb18030', '日期,水泵流量,电压'],
    ['euc-kr', '날짜,온도(℃),습도(%)'],
    ['euc-kr', '측정시간,유량,펌프압력'],
    ['euc-kr', '일시,지점 서울,기온 서울,강수량 서울,서울 서울'],
    ['big5', '時間,溫度,壓力'],
    ['big5', '記錄日期,水泵流量,電壓'],
  ])('%s: %s', async (encoding, header) => {
    const bytes = encode(lines(header), encoding)
    expect(decoderFor(encoding).decode(bytes)).toBe(lines(header))
    expect(guessEncoding(bytes).encoding).toBe(encoding)
    const { series } = await read(fileOf(bytes))
    expect(series.times).toHaveLength(30)
    const [, second] = header.split(',')
    expect(second.startsWith(series.channels[0].name)).toBe(true)
  })
})

test('a person can choose another', async () => {
  const bytes = encode(lines('час,тиск,витрата'), 'windows-1251')
  const seen = await preview(fileOf(bytes), { encoding: 'windows-1251' })
  expect(seen.columns.map((column) => column.name)).toEqual(['час', 'тиск', 'витрата'])
  expect((await preview(fileOf(bytes), { encoding: 'latin-1' })).columns[0].name).toBe('÷àñ')
})

test('UTF-8 with one broken byte stays what most of it is', async () => {
  expect(guessEncoding(Buffer.from('time,température\n1,2\n')).encoding).toBe('utf-8')
})
