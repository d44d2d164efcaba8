/** Names of months, whole or short, in English, German, French, Spanish, Italian, Dutch and Portuguese; lower case, no accents, no dot. */
const names: readonly string[] = [
  'january jan januar jaenner janner janvier janv enero ene gennaio gen januari janeiro',
  'february feb februar fevrier fevr fev febrero febbraio februari fevereiro',
  'march mar marz maerz mrz mars marzo maart mrt marco',
  'april apr avril avr abril abr aprile',
  'may mai mayo maggio mag mei maio',
  'june jun juni juin junio giugno giu junho',
  'july jul juli juillet juil julio luglio lug julho',
  'august aug aout agosto ago augustus agustus',
  'september sep sept septembre septiembre settembre set setembro',
  'october oct oktober okt octobre octubre ottobre ott outubro out',
  'november nov novembre noviembre novembro',
  'december dec dezember dez decembre diciembre dic dicembre dezembro des',
]
const months = new Map(names.flatMap((line, i) => line.split(' ').map((name) => [name, i + 1] as const)))

/** 1 to 12, or 0 for a word that is no month. */
export const monthOf = (word: string): number =>
  months.get(
    word
      .normalize('NFD')
      .replace(/[\u0300-\u036f.]/g, '')
      .toLowerCase(),
  ) ?? 0

/** Days of the week in the same languages: they stand before a date and say nothing new. */
export const weekday =
  /^(mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|lun(di|es|edi)?|mar(di|tes|tedi)?|mer(credi|coledi)?|jeu(di)?|ven(dredi|erdi)?|sam(edi)?|dim(anche)?|mie(rcoles)?|jue(ves)?|vie(rnes)?|sab(ado|ato)?|dom(ingo|enica)?|gio(vedi)?|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|ma|wo|vr|za|zo|seg(unda)?|ter(ca)?|qua(rta)?|qui(nta)?|sex(ta)?)(day|-feira)?[.,]?\s+/i
