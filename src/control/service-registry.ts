import { assertThat } from "../base/assert.ts";
import type { AnyOperation, Service } from "../services/operation.ts";

/** A registered operation with the service it belongs to. */
export interface RegisteredOperation {
  readonly service: Service;
  readonly operation: AnyOperation;
}

/** The services that run, by id, with their operations by name. */
export class ServiceRegistry {
  readonly #services: Service[] = [];
  readonly #operations = new Map<string, RegisteredOperation>();

  get services(): readonly Service[] {
    return this.#services;
  }

  /** Adds a service. A service that calls others' operations is made with the registry, and added like any other. */
  add(service: Service): void {
    this.#services.push(service);
    for (const operation of service.operations) {
      const name = `${service.id}:${operation.name}`;
      assertThat(!this.#operations.has(name), `${name} is registered twice`);
      this.#operations.set(name, { service, operation });
    }
  }

  /** Undefined when the model has the operation but it is not built yet. */
  find(serviceId: string, operationName: string): RegisteredOperation | undefined {
    return this.#operations.get(`${serviceId}:${operationName}`);
  }
}
