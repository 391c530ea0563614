/** What a shop's clients send: the requests with which firewalls are measured. */
export const HARMLESS_QUERY = "page=2&sort=price&q=blue+shirt+for+O%27Neill";

/** What browsers send along. Firewalls stop requests to a host that is a mere address. */
export const BROWSER_HEADERS: Readonly<Record<string, string>> = {
  Host: "api.example.com",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/128.0 Safari/537.36",
  Accept: "application/json",
  Cookie: "session=5f2b7c9e1d; theme=dark",
};

/** As harmless in length, but not to be let in: to see that a firewall is awake before it is measured. */
export const ATTACK_QUERY = "page=2&sort=price&q=1%27%20or%201%3D1--%20";

/** Remarks that make nothing of the detectors' work, little, and much. */
const NOTES = [
  "back in stock",
  "20% off, today only!",
  "size M (chest 96 cm)",
  "O'Neill's choice: select a size",
];

/** JSON of about so many bytes, as shops send it. */
export function jsonOf(bytes: number): string {
  const items: object[] = [];
  for (let id = 0; JSON.stringify(items).length < bytes; id++) {
    const note = NOTES[id % NOTES.length];
    items.push({ id, name: `Blue cotton shirt no. ${id}`, note, price: 19.9 + id, tags: ["sale", "new"] });
  }
  return JSON.stringify(items);
}

/** The same with an attack in its middle. */
export function attackJsonOf(bytes: number): string {
  const items = JSON.parse(jsonOf(bytes)) as { note: string }[];
  items[items.length >> 1]!.note = "1' or 1=1-- ";
  return JSON.stringify(items);
}
