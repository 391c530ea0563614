import type { NormalizedSchema } from "@smithy/core/schema";
import type { Constraint, ConstraintOverlay } from "../constraints/overlay.ts";
import { WireFault } from "../decode/wire-fault.ts";
import type { Violation } from "../input-errors.ts";
import type { OperationModel } from "../model.ts";
import { membersOf, requiredMembersOf, structureOf, traitsOf } from "../schema.ts";
import { Findings, showerOf } from "./findings.ts";
import { type Place, root, under } from "./place.ts";
import { type Rule, requireWhole, rulesOf } from "./rules.ts";
import { isAbsent, requireList, requireObject, simpleTypeCheck } from "./value-types.ts";

/** Checks one value and notes what it breaks. Throws {@link WireFault} when its type is wrong. */
type Check = (value: unknown, place: Place, found: Findings) => void;

/** The checks of a service's inputs, built from its schemas and constraints once per structure. */
export class InputChecks {
  readonly #overlay: ConstraintOverlay;
  readonly #structures = new Map<unknown, Check>();

  constructor(overlay: ConstraintOverlay) {
    this.#overlay = overlay;
  }

  /** What an input breaks, in the order of its members. */
  violationsOf(operation: OperationModel, input: object): readonly Violation[] {
    const found = new Findings();
    if (!operation.input.isUnitSchema()) this.#structure(operation.input)(input, root, found);
    return found.violations;
  }

  #checkOf(schema: NormalizedSchema, constraint: Constraint | undefined): Check {
    if (schema.isStructSchema()) return this.#structure(schema);
    if (schema.isListSchema()) return this.#list(schema, constraint);
    if (schema.isMapSchema()) return this.#map(schema, constraint);
    const requireType = simpleTypeCheck(schema);
    const rules = rulesOf(schema, constraint);
    const show = showerOf(schema);
    return (value, place, found) => {
      requireType(value, place);
      if (constraint?.whole) requireWhole(value);
      found.test(rules, value, place, show);
    };
  }

  #structure(schema: NormalizedSchema): Check {
    const identity = structureOf(schema);
    const known = this.#structures.get(identity);
    if (known) return known;
    const members = new Map<string, Check>();
    const check = structureCheck(members, requiredMembersOf(schema));
    // Entered before its members: a recursive structure finds itself here.
    const entered = schema.isUnionSchema() ? oneMemberOnly(check, identity[2]) : check;
    this.#structures.set(identity, entered);
    const constraints = this.#overlay.members[identity[2]] ?? {};
    for (const [name, member] of membersOf(schema)) {
      members.set(name, atLocation(member, this.#checkOf(member, this.#constraint(constraints[name]))));
    }
    return entered;
  }

  #list(schema: NormalizedSchema, constraint: Constraint | undefined): Check {
    const rules = rulesOf(schema, constraint);
    const show = showerOf(schema);
    const [checkElement, elementRules] = this.#partOf(schema.getValueSchema(), constraint?.element);
    return (value, place, found) => {
      const list = requireList(value, place);
      found.test(rules, list, place, show);
      const present = list.filter((element) => !isAbsent(element));
      for (const [index, element] of present.entries()) {
        if (found.full) return;
        checkElement(element, under(place, `${index + 1}.member`), found);
      }
      found.testPart(elementRules, present, "Member", place, show(list));
    };
  }

  #map(schema: NormalizedSchema, constraint: Constraint | undefined): Check {
    const rules = rulesOf(schema, constraint);
    const show = showerOf(schema);
    const keyRules = rulesOf(schema.getKeySchema(), this.#constraint(constraint?.key));
    const [checkValue, valueRules] = this.#partOf(schema.getValueSchema(), constraint?.value);
    return (value, place, found) => {
      const map = requireObject(value, place);
      found.test(rules, map, place, show);
      const present = Object.entries(map).filter(([, item]) => !isAbsent(item));
      for (const [key, item] of present) {
        if (found.full) return;
        checkValue(item, under(place, `${key.slice(0, 64)}.member`), found);
      }
      found.testPart(
        keyRules,
        present.map(([key]) => key),
        "Map keys",
        place,
        undefined,
      );
      found.testPart(
        valueRules,
        present.map(([, item]) => item),
        "Map value",
        place,
        undefined,
      );
    };
  }

  /** How a collection's parts are checked: one by one, and for simple ones by rules that are noted on the collection. */
  #partOf(schema: NormalizedSchema, index: number | undefined): readonly [Check, readonly Rule[]] {
    const constraint = this.#constraint(index);
    const simple = !schema.isStructSchema() && !schema.isListSchema() && !schema.isMapSchema();
    if (!simple) return [this.#checkOf(schema, constraint), []];
    return [this.#checkOf(schema, constraint?.whole && { whole: true }), rulesOf(schema, constraint)];
  }

  #constraint(index: number | undefined): Constraint | undefined {
    return index === undefined ? undefined : this.#overlay.table[index];
  }
}

function structureCheck(members: ReadonlyMap<string, Check>, required: ReadonlySet<string>): Check {
  return (value, place, found) => {
    const structure = requireObject(value, place);
    for (const name of required) {
      if (isAbsent(structure[name])) found.add(under(place, name), "required", "Member must not be null");
    }
    for (const name of Object.keys(structure)) {
      const member = structure[name];
      const check = members.get(name);
      // Decoding leaves unknown members out; input made inside must not hold any that nobody reads.
      if (!check) throw new WireFault(`The member ${name.slice(0, 64)} is not known.`);
      if (!isAbsent(member) && !found.full) check(member, under(place, name), found);
    }
  };
}

/** Members bound to the path, the query or a header: S3 answers their faults unlike those of the body. */
function atLocation(schema: NormalizedSchema, check: Check): Check {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders } = traitsOf(schema);
  const inHead =
    httpLabel || httpQuery !== undefined || httpHeader !== undefined || httpPrefixHeaders !== undefined;
  return inHead ? (value, place, found) => check(value, { ...place, inBody: false }, found) : check;
}

function oneMemberOnly(check: Check, structureName: string): Check {
  return (value, place, found) => {
    check(value, place, found);
    const set = Object.values(value as object).filter((member) => !isAbsent(member)).length;
    if (set === 1) return;
    const what = set === 0 ? "is empty" : "has more than one datatypes set";
    found.add(
      place,
      "union",
      `Supplied ${structureName} ${what}, must contain exactly one of the supported datatypes`,
    );
  };
}
