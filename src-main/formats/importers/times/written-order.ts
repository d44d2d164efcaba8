/** Which comes first where a text spells how dates are written: "MM/DD/YYYY", "TT.MM.JJJJ", "jj/mm/aaaa"; null where it does not. */
export function writtenOrder(text: string): 'day' | 'month' | null {
  const match =
    text.length > 300
      ? null
      : /(?<!\p{L})([dtjg]{1,2}|m{1,2})([-/.])([dtjg]{1,2}|m{1,2})\2(?:[yja]{4}|[yja]{2})(?!\p{L})/iu.exec(text)
  if (!match) return null
  const [first, second] = [match[1], match[3]].map((part) => (/m/i.test(part) ? 'month' : 'day'))
  return first === second ? null : (first as 'day' | 'month')
}
