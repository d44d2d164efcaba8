/** What the app answers of a project in which nothing is watched. */
export const nothingWatched = {
  'alarms.list': () => [],
  'alarms.total': () => 0,
  'alarms.counts': () => [],
  'watch.sources': () => [],
  'watch.running': () => false,
  'champion.states': () => [],
  'champion.history': () => [],
  'monitors.board': () => [],
  'alarms.notify': () => true,
}
