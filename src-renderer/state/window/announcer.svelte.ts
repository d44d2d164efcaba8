/** Says what has just been done, one sentence at a time: to screen readers, and below the list of labels. */
export class Announcer {
  said = $state('')

  say(what: string) {
    this.said = what
  }
}
