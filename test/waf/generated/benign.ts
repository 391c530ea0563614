import { Choices, linesOf } from "./random.ts";

const NAMES = linesOf(`
Ann O'Brien
José Muñoz Peña
María-José d'Ors
Jean-Luc L'Hôte
Seán Ó Súilleabháin
Nguyễn Thị Hương
Łukasz Żółć
Björn Åkesson
Giovanni Dell'Acqua
Mr. & Mrs. Smith, Jr.
Dr. Anne "Annie" Union-Case
Olga Select
Bill Drop
Kim Or
And Andersson
Like Lichtenberg
`);
const STREETS = linesOf(`
calle de l'Olivar, 5, 2º-B
c/ Sant Jordi 12 (bajos)
rue de l'Abbé-Groult, n° 14 bis
via G. D'Annunzio 7/a; int. 4
Hauptstr. 5-7 -- Hinterhaus
's-Heerenberg, Molenstraat 1
ul. 3 Maja 12/4
12 St. John's Wood Rd. #3
Unit 4 & 5, King's Court
av. Brasil, 100 - s/n
1/2 Queen's Parade
Table Rock Drive 1000
`);
const WORDS =
  "order group select union table drop from where and or not like having update set insert into values delete join case when end null true false sleep wait execute declare cat find sort head time date host set type echo more less kill script alert style onload document window location eval open close print file path home root etc passwd admin user system exec include require".split(
    " ",
  );
const FILLERS =
  "the a my our this that some new old red blue big small best first last good is was are can will one two ten people house garden book car water day week year city".split(
    " ",
  );
const SYMBOLS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const ALPHANUMERIC = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const many = (count: number, make: () => string): string => Array.from({ length: count }, make).join("");

/** A password of a site that asks for symbols: mostly letters and digits, any ASCII between. */
const password = (choices: Choices): string =>
  many(8 + choices.integer(8), () => choices.one([...(choices.integer(4) === 0 ? SYMBOLS : ALPHANUMERIC)]));

/** Words of SQL, shells and scripts among others, with the punctuation of prose. */
function prose(choices: Choices): string {
  const words = Array.from({ length: 4 + choices.integer(12) }, () => {
    const word = choices.one(choices.integer(3) === 0 ? WORDS : FILLERS);
    const mark =
      choices.integer(6) === 0 ? choices.one([",", ";", ".", ":", "!", "?", " -", " --", "'s", " &"]) : "";
    return choices.integer(12) === 0 ? `${choices.one(["'", '"', "("])}${word}` : word + mark;
  });
  return words.join(" ");
}

const identifier = (choices: Choices): string =>
  many(1 + choices.integer(3), () => `${choices.one(WORDS)}${choices.one(["_", "-", "."])}`) +
  choices.one(FILLERS);

const MAKERS: readonly ((choices: Choices) => string)[] = [
  password,
  password,
  prose,
  prose,
  (choices) => `${choices.one(NAMES)}, ${choices.one(STREETS)}`,
  (choices) => `${choices.one(NAMES)} <${identifier(choices)}@example.com>`,
  (choices) =>
    `${identifier(choices)}=${choices.integer(9999)}&${identifier(choices)}=${choices.one(FILLERS)}`,
  (choices) =>
    `https://${choices.one(FILLERS)}.example.com/${identifier(choices)}/${choices.integer(999)}?${identifier(choices)}=${choices.one(WORDS)}#${choices.one(WORDS)}`,
  (choices) =>
    `${choices.integer(999)}${choices.one([" and ", " or ", " & ", ", ", " - ", "; ", "/", " + "])}${choices.integer(999)} ${choices.one(FILLERS)}`,
  (choices) =>
    JSON.stringify({ [identifier(choices)]: prose(choices), [choices.one(WORDS)]: choices.integer(99) }),
  (choices) =>
    `${choices.one(WORDS)} ${choices.one(["&", "and", "or", "|", "/", "vs."])} ${choices.one(WORDS)}`,
  (choices) => `${choices.one(WORDS)}(${choices.one(FILLERS)}) ${choices.one(WORDS)}: "${prose(choices)}"`,
  (choices) =>
    Buffer.from(password(choices) + prose(choices)).toString(choices.one(["base64", "base64url", "hex"])),
  (choices) =>
    `${choices.one(FILLERS)}'s ${choices.one(WORDS)} ${choices.one(["and", "or", "&", "with"])} ${choices.one(FILLERS)}s' ${choices.one(WORDS)}`,
  (choices) => `| ${choices.one(WORDS)} | ${choices.one(WORDS)} | ${choices.one(FILLERS)} |`,
  (choices) =>
    `- run \`${choices.one(WORDS)}\`, then \`${choices.one(WORDS)} ${choices.one(FILLERS)}\`; ${prose(choices)}`,
];

/** Harmless texts of many kinds, with the words and signs that attacks are made of. */
export function generateBenign(count: number, seed = 5): readonly string[] {
  const choices = new Choices(seed);
  return Array.from({ length: count }, (_, index) =>
    Buffer.from(MAKERS[index % MAKERS.length]!(choices)).toString("latin1"),
  );
}
