/** How large type is set on this screen: 1 on a desk, more on a wall. Pictures grow with it. */
export function rem(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}
