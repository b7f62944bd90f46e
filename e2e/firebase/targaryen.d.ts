/** What we use of targaryen, which evaluates the Realtime Database's rules. It comes without types. */
declare module "targaryen" {
  interface Verdict {
    allowed: boolean;
  }
  interface Database {
    as(who: object | null): Database;
    read(path: string): Verdict;
    write(path: string, value: unknown, priority: undefined, now: number): Verdict;
    update(path: string, patch: object, now: number): Verdict;
  }
  interface Targaryen {
    ruleset(rules: object): object;
    database(rules: object, data: unknown, now: number): Database;
  }
  const targaryen: Targaryen;
  export default targaryen;
}
