/**
 * Takes away what node's permission model leaves open and a function has no use for: signals to other processes of the
 * same user.
 */
export function guardProcess(): void {
  for (const name of ["kill", "_kill", "_debugProcess", "_debugEnd", "_startProfilerIdleNotifier"]) {
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false });
  }
}
