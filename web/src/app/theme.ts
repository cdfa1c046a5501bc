/** Light or dark: as the system has it, until the reader says otherwise. */
const KEY = "cinelibre.theme";

export type Theme = "system" | "light" | "dark";

export function currentTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme = currentTheme()): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  document.documentElement.style.colorScheme = theme === "system" ? "" : theme;
}
