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

/** Days of the week, whole or short, in the same languages; "day" and "-feira" may follow each. */
const days: readonly string[] = [
  'mon tue tues wed wednes thu thurs fri sat satur sun',
  'mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag',
  'lun mar mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche',
  'mie jue vie sab dom lunes martes miercoles jueves viernes sabado domingo',
  'gio lunedi martedi mercoledi giovedi venerdi sabato domenica',
  'ma wo vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag',
  'seg ter qua qui sex segunda terca quarta quinta sexta',
]

/** A day of the week before a date: it says nothing new. */
export const weekday = new RegExp(`^(${days.join(' ').replaceAll(' ', '|')})(day|-feira)?[.,]?\\s+`, 'i')
