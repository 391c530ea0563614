import { assertNever } from "../../base/assert.ts";
import type { Accessor, BinaryOperator, Expression, Node, Reference } from "./ast.ts";
import { VtlError } from "./cursor.ts";
import { callMethod } from "./methods.ts";
import { elementOf, ITERATIONS_MAX, loopState, operate, propertyOf, rangeOf } from "./operators.ts";
import { isTrue, TEXT_CHARACTERS_MAX, toText, type Value, VtlMap } from "./values.ts";

/** Most nodes and expressions that one rendering may visit: nested loops multiply. */
const STEPS_MAX = 100_000;

/** How a block ended. */
type Flow = "done" | "break" | "stop";

/**
 * Renders a parsed template. `globals` are the objects that AWS gives a template, `$input` and its like. Bounded in
 * steps and in output; throws {@link VtlError} past a bound or on what is not supported.
 */
export function render(nodes: readonly Node[], globals: ReadonlyMap<string, Value>): string {
  const renderer = new Renderer(globals);
  renderer.block(nodes);
  return renderer.output;
}

class Renderer {
  output = "";
  readonly #globals: ReadonlyMap<string, Value>;
  readonly #locals = new Map<string, Value>();
  #steps = 0;

  constructor(globals: ReadonlyMap<string, Value>) {
    this.#globals = globals;
  }

  block(nodes: readonly Node[]): Flow {
    for (const node of nodes) {
      this.#step();
      const flow = this.#node(node);
      if (flow !== "done") return flow;
    }
    return "done";
  }

  #node(node: Node): Flow {
    switch (node.kind) {
      case "text":
        this.#write(node.text);
        return "done";
      case "output":
        this.#write(this.#outputText(node));
        return "done";
      case "set":
        this.#assign(node.target, this.#evaluate(node.value));
        return "done";
      case "if":
        return this.block(
          node.branches.find(({ condition }) => isTrue(this.#evaluate(condition)))?.body ?? node.otherwise,
        );
      case "foreach":
        return this.#foreach(node.variable, this.#evaluate(node.items), node.body);
      case "break":
      case "stop":
        return node.kind;
      default:
        return assertNever(node);
    }
  }

  #foreach(variable: string, items: Value, body: readonly Node[]): Flow {
    const list = Array.isArray(items) ? [...items] : items instanceof VtlMap ? [...items.values()] : [];
    if (list.length > ITERATIONS_MAX) throw new VtlError("a #foreach has more than 1,000 iterations");
    const outer = [
      this.#locals.get(variable),
      this.#locals.get("foreach"),
      this.#locals.get("velocityCount"),
    ];
    let flow: Flow = "done";
    for (const [index, item] of list.entries()) {
      this.#locals.set(variable, item);
      this.#locals.set("foreach", loopState(index, list.length));
      this.#locals.set("velocityCount", index + 1);
      flow = this.block(body);
      if (flow !== "done") break;
    }
    for (const [index, name] of [variable, "foreach", "velocityCount"].entries())
      this.#locals.set(name, outer[index]);
    return flow === "stop" ? "stop" : "done";
  }

  /** A reference without a value is written as it stands, as Velocity does; below AWS's own objects it is empty. */
  #outputText(node: Extract<Node, { readonly kind: "output" }>): string {
    const value = this.#resolve(node.reference);
    if (value !== undefined && value !== null) return toText(value);
    return node.quiet || this.#globals.has(node.reference.name) ? "" : node.source;
  }

  #resolve(reference: Reference): Value {
    const { name } = reference;
    const start = this.#locals.has(name) ? this.#locals.get(name) : this.#globals.get(name);
    return reference.accessors.reduce<Value>((value, accessor) => this.#access(value, accessor), start);
  }

  #access(value: Value, accessor: Accessor): Value {
    this.#step();
    switch (accessor.kind) {
      case "property":
        return propertyOf(value, accessor.name);
      case "index":
        return elementOf(value, this.#evaluate(accessor.index));
      case "call":
        return callMethod(
          value,
          accessor.name,
          accessor.arguments.map((argument) => this.#evaluate(argument)),
        );
      default:
        return assertNever(accessor);
    }
  }

  #assign(target: Reference, value: Value): void {
    const last = target.accessors.at(-1);
    if (!last) {
      if (this.#globals.has(target.name)) throw new VtlError(`$${target.name} cannot be set`);
      this.#locals.set(target.name, value);
      return;
    }
    const owner = this.#resolve({ name: target.name, accessors: target.accessors.slice(0, -1) });
    if (last.kind === "call") throw new VtlError("a method call cannot be set");
    const key = last.kind === "property" ? last.name : this.#evaluate(last.index);
    if (owner instanceof VtlMap) owner.set(toText(key), value);
    else if (Array.isArray(owner)) callMethod(owner, "set", [key, value]);
    else throw new VtlError("a property is set on something that has none");
  }

  #evaluate(expression: Expression): Value {
    this.#step();
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "interpolation":
        return this.#interpolate(expression.nodes);
      case "reference":
        return this.#resolve(expression.reference);
      case "not":
        return !isTrue(this.#evaluate(expression.operand));
      case "list":
        return expression.items.map((item) => this.#evaluate(item));
      case "range":
        return rangeOf(this.#evaluate(expression.from), this.#evaluate(expression.to));
      case "map":
        return new VtlMap(
          expression.entries.map(([key, value]) => [toText(this.#evaluate(key)), this.#evaluate(value)]),
        );
      case "binary":
        return this.#binary(expression.operator, expression.left, expression.right);
      default:
        return assertNever(expression);
    }
  }

  #binary(operator: BinaryOperator, left: Expression, right: Expression): Value {
    // Written out, not looked up: the right side is evaluated only when it decides.
    if (operator === "&&") return isTrue(this.#evaluate(left)) && isTrue(this.#evaluate(right));
    if (operator === "||") return isTrue(this.#evaluate(left)) || isTrue(this.#evaluate(right));
    return operate(operator, this.#evaluate(left), this.#evaluate(right));
  }

  #interpolate(nodes: readonly Node[]): string {
    const before = this.output;
    this.output = "";
    this.block(nodes);
    const text = this.output;
    this.output = before;
    return text;
  }

  #write(text: string): void {
    if (this.output.length + text.length > TEXT_CHARACTERS_MAX)
      throw new VtlError("the output grew past 10 MB");
    this.output += text;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX) throw new VtlError("the template takes too many steps");
  }
}
