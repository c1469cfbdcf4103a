/** Questions of which only the newest counts: an answer that comes late must not undo a later one. */
export class Newest {
  private asked = 0;

  /** Ask; gives null where another was asked meanwhile, whether this one was answered or failed. */
  async of<T>(question: Promise<T>): Promise<T | null> {
    const mine = ++this.asked;
    try {
      const answer = await question;
      return mine === this.asked ? answer : null;
    } catch (error) {
      if (mine === this.asked) throw error;
      return null;
    }
  }

  /** What is on its way counts no more. */
  drop(): void {
    this.asked++;
  }
}
