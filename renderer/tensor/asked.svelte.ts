/** @file An answer that is there at once or comes later, for views: of one subject the last stays in sight until the next is there. */

export interface Asked<T> {
  /** null: none has come yet */
  readonly answer: T | null;
  /** the answer is that to an earlier question about the same */
  readonly waiting: boolean;
}

/**
 * Follows what `question` gives as it changes. An answer that comes after another question was asked is dropped.
 * @param subject what the question is about: an answer about another subject is never shown for it
 */
export function asked<T>(subject: () => string, question: () => T | Promise<T>): Asked<T> {
  const now = $derived({ about: subject(), of: question() });
  let last = $state.raw<{ readonly about: string; readonly of: T | Promise<T>; readonly answer: T } | null>(
    null,
  );

  $effect(() => {
    const { about, of } = now;
    let current = true;
    if (of instanceof Promise) void of.then((answer) => current && (last = { about, of, answer }));
    else last = { about, of, answer: of };
    return () => (current = false);
  });

  return {
    get answer() {
      if (!(now.of instanceof Promise)) return now.of;
      return last?.about === now.about ? last.answer : null;
    },
    get waiting() {
      return now.of instanceof Promise && last?.of !== now.of;
    },
  };
}
