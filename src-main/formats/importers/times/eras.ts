/** The first year of each era less one, in Japan and in Taiwan. */
const eras: Readonly<Record<string, number>> = {
  令和: 2018,
  R: 2018,
  平成: 1988,
  H: 1988,
  昭和: 1925,
  S: 1925,
  民國: 1911,
  民国: 1911,
}

/** "令和6", "R6", "民國113": the year of an era at the beginning of a text; 元 is its first. */
export function eraYear(text: string): { year: number; text: string } | null {
  const match = /^(令和|平成|昭和|民[國国]|[RHS])[. ]?(\d{1,3}|元)/.exec(text)
  return match && { year: eras[match[1]] + (match[2] === '元' ? 1 : Number(match[2])), text: match[0] }
}

const weekWord = '(?:KW|CW|WK|W|Week|Woche|Semaine|Sem\\.?|S|Semana|Settimana)'
const weekFirst = new RegExp(`^(${weekWord} ?)(\\d{1,2})( ?[ /.-] ?)((?:19|20)\\d{2})$`, 'i')
const yearFirst = new RegExp(`^((?:19|20)\\d{2})([ /.-]{0,3}${weekWord} ?)(\\d{1,2})$`, 'i')
const longEra = /^(?:令和|平成|昭和|民[國国]) ?(?:\d{1,3}|元)年( ?)\d{1,2}月( ?)\d{1,2}日/
const shortEra = /^[RHS]\.?\d{1,2}([./-])\d{1,2}\1\d{1,2}(?!\d)/

/** "KW 05/2024", "2024 KW 05", "令和6年3月1日", "R6.3.1": the pattern of such a date at the beginning of a text, and what is left of it; null for another. */
export function weekOrEra(text: string): { patterns: string[]; rest: string } | null {
  let m = weekFirst.exec(text)
  if (m) return { patterns: [`${m[1]}%V${m[3]}%Y`], rest: '' }
  m = yearFirst.exec(text)
  if (m) return { patterns: [`%Y${m[2]}%V`], rest: '' }
  m = longEra.exec(text)
  if (m) return { patterns: [`%e年${m[1]}%m月${m[2]}%d日`], rest: text.slice(m[0].length) }
  m = shortEra.exec(text)
  return m && { patterns: [`%e${m[1]}%m${m[1]}%d`], rest: text.slice(m[0].length) }
}
