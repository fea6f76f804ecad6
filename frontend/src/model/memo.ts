/** Remembers the last result as long as the same arguments come: parts that get the same object need not draw again. */
export function memo<A extends unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | null = null;
  return (...args) => {
    const same = last?.args.length === args.length && last.args.every((one, i) => Object.is(one, args[i]));
    if (!last || !same) last = { args, result: compute(...args) };
    return last.result;
  };
}
