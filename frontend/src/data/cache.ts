/** Remembers what was fetched; two who ask at once share one request; a failure is forgotten, so that retry works. */
export class Cache<T> {
  private readonly found = new Map<string, Promise<T>>();

  /** `most`: so many are kept, the longest unused goes first (figures of large levels are heavy). */
  constructor(private readonly most = Infinity) {}

  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.found.get(key);
    this.found.delete(key);
    const promise = known ?? load();
    this.found.set(key, promise);
    if (!known) promise.catch(() => this.found.get(key) === promise && this.found.delete(key));
    if (this.found.size > this.most) this.found.delete(this.found.keys().next().value!);
    return promise;
  }

  forget(key: string): void {
    this.found.delete(key);
  }
}
