/**
 * Kinds of SQL tokens, one character each, so that a tokenized text is a short string, its *fingerprint*.
 *
 * | kind | what | kind | what |
 * |---|---|---|---|
 * | `n` | name | `w` | several names in a row: prose |
 * | `1` | number, NULL, TRUE | `s` | string |
 * | `q` | string that does not end | `v` | variable, or a function without parentheses |
 * | `f` | known function | `F` | other function |
 * | `G` | function that only SQL has | `I` | a database's own table |
 * | `'` | the text before a single quote | `"` | the text before a double quote |
 * | `&` | AND, OR, XOR, && | `\|` | \|\| (OR in MySQL, concatenation elsewhere) |
 * | `=` | comparison by signs | `~` | comparison by words |
 * | `o` | arithmetic | `!` | NOT |
 * | `U` | UNION and its like | `E` | SELECT |
 * | `D` | another statement, by two words | `X` | another statement, by one word |
 * | `B` | ORDER BY, GROUP BY | `H` | HAVING |
 * | `L` | LIMIT | `K` | FROM |
 * | `J` | WHERE, VALUES, SET, JOIN | `O` | INTO OUTFILE |
 * | `C` | CASE | `T` | WHEN, THEN, ELSE, END |
 * | `W` | WAITFOR DELAY | `A` | PROCEDURE ANALYSE |
 * | `Q` | EXISTS | `c` | a comment that ends the text |
 * | `(` `)` `,` `;` | themselves | `p` | other punctuation |
 */
export type SqlKind =
  | "n"
  | "w"
  | "1"
  | "s"
  | "q"
  | "v"
  | "f"
  | "F"
  | "G"
  | "I"
  | "'"
  | '"'
  | "&"
  | "|"
  | "="
  | "~"
  | "o"
  | "!"
  | "U"
  | "E"
  | "D"
  | "X"
  | "B"
  | "H"
  | "L"
  | "K"
  | "J"
  | "O"
  | "C"
  | "T"
  | "W"
  | "A"
  | "Q"
  | "c"
  | "("
  | ")"
  | ","
  | ";"
  | "p";

/** One token: its kind and where it stands in the text. */
export interface SqlToken {
  kind: SqlKind;
  readonly start: number;
  end: number;
  /** A word's lower-case form. */
  readonly word?: string | undefined;
}
