/** The time zones to choose from, by the names that people know today. */

/** Names that browsers still give, and what the places are called. Both mean the same zone. */
const RENAMED: Record<string, string> = {
  "America/Godthab": "America/Nuuk",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Europe/Kiev": "Europe/Kyiv",
};

export interface Zone {
  /** As the API takes it. */
  zone: string;
  label: string;
}

/** The account's own zone, UTC and those that the browser knows, each place once, by their labels. */
export function timeZones(own: string, known: readonly string[]): Zone[] {
  const byLabel = new Map<string, string>();
  for (const zone of [own, "UTC", ...known]) {
    const label = (RENAMED[zone] ?? zone).replaceAll("_", " ");
    if (!byLabel.has(label)) byLabel.set(label, zone);
  }
  return [...byLabel].map(([label, zone]) => ({ zone, label })).sort((a, b) => a.label.localeCompare(b.label));
}
