/** A label is shown before it is saved. Until then it has a negative id, and whoever took hold of it still means it afterwards. */
export class LabelIds {
  #next = -1
  #saving = new Map<number, Promise<number | null>>()
  #first = new Map<number, number>()
  #saved = new Map<number, number>()

  /** An id for a label that is not saved yet. */
  temporary = () => this.#next--

  /** saving — answers the id that the label gets; null where it could not be saved. */
  wait(temporary: number, saving: Promise<number | null>) {
    this.#saving.set(temporary, saving)
  }

  became(temporary: number, id: number) {
    this.#first.set(id, temporary)
    this.#saved.set(temporary, id)
  }

  /** The id that a label has now. */
  current = (id: number): number => this.#saved.get(id) ?? id

  /** The id that a label had when it was first shown. */
  first = (id: number): number => this.#first.get(id) ?? id

  /** The id in the project, once there is one. */
  async saved(id: number): Promise<number> {
    return id > 0 ? id : ((await this.#saving.get(id)) ?? id)
  }
}
