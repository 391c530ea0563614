/** A piece of a template, in order. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "output";
      readonly reference: Reference;
      readonly quiet: boolean;
      readonly source: string;
    }
  | { readonly kind: "set"; readonly target: Reference; readonly value: Expression }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly Node[] }
  | {
      readonly kind: "foreach";
      readonly variable: string;
      readonly items: Expression;
      readonly body: readonly Node[];
    }
  | { readonly kind: "break" }
  | { readonly kind: "stop" };

/** `#if` or `#elseif`. */
export interface Branch {
  readonly condition: Expression;
  readonly body: readonly Node[];
}

/** `$name.property.method(argument)[index]` */
export interface Reference {
  readonly name: string;
  readonly accessors: readonly Accessor[];
}

export type Accessor =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "index"; readonly index: Expression }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] };

export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "interpolation"; readonly nodes: readonly Node[] }
  | { readonly kind: "reference"; readonly reference: Reference }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "range"; readonly from: Expression; readonly to: Expression }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Expression, Expression])[] };
