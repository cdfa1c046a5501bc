/** "Tell us three you like": recommendations for guests, who send their likes along; nothing is stored. */
export function Starter() {
  return null;
}
