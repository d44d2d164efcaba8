const timeWords = [
  /date|time|datetime|date[_ -]?\/?time|date ?& ?time|time ?stamp|timestamps?|ts|t|unix|epoch/,
  /zeit|datum|zeitstempel|zeitpunkt|messzeit(punkt)?|horodat(age|eur)|tijd(stip)?|uhrzeit|mess_?datum|heure|fecha|hora|data/,
  /secs?|seconds|tv_sec|[\w.]*stamp[._]secs?|realtime|dpt time|when|valid|clock|uptime|millis|micros|(start|mid|stop|end)[_ ](utc|time)|elapsed([_ .-]?time)?|total[_ .-]?time|test[_ .-]?time|run[_ .-]?time|x[_ ]value/,
]
/** What may follow the word: a zone, or a unit. */
const timeEnds = [
  /utc|local|stamp|start|end|begin|stop|gmt.*|\[.*\]|\(.*\)/,
  /s|ms|us|ns|sec|seconds|min|minutes|h|hours|days/,
]
const anyOf = (patterns: readonly RegExp[]) => patterns.map(({ source }) => source).join('|')
/** A word for time with its end, or any name with a unit of time behind a slash or in brackets. */
export const timeNames = new RegExp(
  `^[_#]?(${anyOf(timeWords)})((?:, |[_ -])?(${anyOf(timeEnds)}))?$|[/[(] ?(s|ms|sec|min|h)[)\\]]?$`,
  'i',
)
