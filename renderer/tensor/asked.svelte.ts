/** @file An answer that is there at once or comes later, for views: the last one stays in sight until the next is there. */

export interface Asked<T> {
  /** null: none has come yet */
  readonly answer: T | null;
  /** the answer is an earlier question's */
  readonly waiting: boolean;
}

/** Follows what `question` gives as it changes. An answer that comes after another question was asked is dropped. */
export function asked<T>(question: () => T | Promise<T>): Asked<T> {
  const now = $derived(question());
  let last = $state.raw<{ readonly of: T | Promise<T>; readonly answer: T } | null>(null);

  $effect(() => {
    const of = now;
    let current = true;
    if (of instanceof Promise) void of.then((answer) => current && (last = { of, answer }));
    else last = { of, answer: of };
    return () => (current = false);
  });

  return {
    get answer() {
      return now instanceof Promise ? (last?.answer ?? null) : now;
    },
    get waiting() {
      return now instanceof Promise && last?.of !== now;
    },
  };
}
