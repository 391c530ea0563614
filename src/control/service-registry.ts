import { assertThat } from "../base/assert.ts";
import type { AnyOperation, Service } from "../services/operation.ts";

/** A registered operation with the service it belongs to. */
export interface RegisteredOperation {
  readonly service: Service;
  readonly operation: AnyOperation;
}

/** The services that run, by id, with their operations by name. */
export class ServiceRegistry {
  readonly services: readonly Service[];
  readonly #operations = new Map<string, RegisteredOperation>();

  constructor(services: readonly Service[]) {
    this.services = services;
    for (const service of services) {
      for (const operation of service.operations) {
        const name = `${service.id}:${operation.name}`;
        assertThat(!this.#operations.has(name), `${name} is registered twice`);
        this.#operations.set(name, { service, operation });
      }
    }
  }

  /** Undefined when the model has the operation but it is not built yet. */
  find(serviceId: string, operationName: string): RegisteredOperation | undefined {
    return this.#operations.get(`${serviceId}:${operationName}`);
  }
}
