import { assertThat } from "../base/assert.ts";
import type { RequestPath } from "./request-path.ts";

/** What a path matched: the value that was added, and the values of the path parameters, as sent. */
export interface RouteMatch<T> {
  readonly value: T;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  parameter: { readonly name: string; readonly node: Node<T> } | undefined;
  greedy: { readonly name: string; readonly value: T } | undefined;
  value: T | undefined;
}

const noParameters: Readonly<Record<string, string>> = Object.freeze({});

/**
 * The resource tree of an API, by path template: `/`, `/pets/{petId}`, `/files/{path+}`. At each segment a literal wins
 * over a parameter and a parameter over a greedy one; a branch that dead-ends falls back to the next. Every node of the
 * tree is entered at most once per look-up, so no path costs more than the tree is large.
 */
export class RouteTrie<T> {
  readonly #root: Node<T> = newNode();

  /** Adds a resource. Throws on a template that this tree cannot hold, naming it. */
  add(template: string, value: T): void {
    let node = this.#root;
    const segments = template === "/" ? [] : template.slice(1).split("/");
    for (const [index, segment] of segments.entries()) {
      const parameter = /^\{([\w.\-:]+)(\+?)\}$/.exec(segment);
      if (parameter?.[2]) {
        if (index !== segments.length - 1)
          throw new Error(`${template}: only the last segment may be greedy`);
        if (node.greedy)
          throw new Error(`${template}: a second greedy parameter beside {${node.greedy.name}+}`);
        node.greedy = { name: parameter[1]!, value };
        return;
      }
      node = parameter
        ? childParameter(node, parameter[1]!, template)
        : childLiteral(node, segment, template);
    }
    if (node.value !== undefined) throw new Error(`${template}: two resources have this path`);
    node.value = value;
  }

  /** The most specific resource for a path, or undefined. */
  find(path: RequestPath): RouteMatch<T> | undefined {
    const names: string[] = [];
    const values: string[] = [];
    const value = search(this.#root, path, 0, names, values);
    if (value === undefined) return undefined;
    return { value, pathParameters: names.length === 0 ? noParameters : zip(names, values) };
  }
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), parameter: undefined, greedy: undefined, value: undefined };
}

function childLiteral<T>(node: Node<T>, segment: string, template: string): Node<T> {
  if (segment === "" || /[{}]/.test(segment)) throw new Error(`${template}: malformed segment "${segment}"`);
  let child = node.literals.get(segment);
  if (!child) {
    child = newNode();
    node.literals.set(segment, child);
  }
  return child;
}

function childParameter<T>(node: Node<T>, name: string, template: string): Node<T> {
  if (node.parameter && node.parameter.name !== name) {
    throw new Error(`${template}: {${name}} stands beside {${node.parameter.name}}`);
  }
  node.parameter ??= { name, node: newNode() };
  return node.parameter.node;
}

/** Depth first in order of precedence. `names` and `values` hold the parameters on the way to the node that matched. */
function search<T>(
  node: Node<T>,
  path: RequestPath,
  depth: number,
  names: string[],
  values: string[],
): T | undefined {
  if (depth === path.segments.length) return node.value;
  const segment = path.segments[depth]!;

  const literal = node.literals.get(segment);
  if (literal) {
    const found = search(literal, path, depth + 1, names, values);
    if (found !== undefined) return found;
  }
  if (node.parameter && segment !== "") {
    names.push(node.parameter.name);
    values.push(path.rawSegments[depth]!);
    const found = search(node.parameter.node, path, depth + 1, names, values);
    if (found !== undefined) return found;
    names.pop();
    values.pop();
  }
  if (node.greedy) {
    names.push(node.greedy.name);
    values.push(path.rawSegments.slice(depth).join("/"));
    return node.greedy.value;
  }
  return undefined;
}

function zip(names: readonly string[], values: readonly string[]): Record<string, string> {
  assertThat(names.length === values.length, "every path parameter has a value");
  const parameters: Record<string, string> = Object.create(null);
  for (const [index, name] of names.entries()) parameters[name] = values[index]!;
  return parameters;
}
