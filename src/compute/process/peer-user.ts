import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { SystemUser } from "./system-users.ts";

/**
 * Admits the connections that processes of `user` make. Anyone on this machine can connect to a loopback port, so the
 * kernel is asked who did. Without a user of its own an environment cannot be told from other programs of ours, and
 * every peer is admitted.
 */
export function admitsOwnUser(user: SystemUser | undefined): (peer: Socket) => boolean {
  if (!user) return () => true;
  return (peer) => findPeerUid(peer.remotePort!, peer.localPort!) === user.uid;
}

/**
 * The user behind a connection from 127.0.0.1:`peerPort` to 127.0.0.1:`ourPort`, from the kernel's table. A line reads
 * `  12: 0100007F:9C40 0100007F:11D6 01 … … … 50001 0 …`: local, remote, state, queues, timer, retransmits, user.
 */
function findPeerUid(peerPort: number, ourPort: number): number | undefined {
  const table = readTable();
  const ends = ` 0100007F:${hexPort(peerPort)} 0100007F:${hexPort(ourPort)} `;
  const at = table.indexOf(ends);
  if (at < 0) return undefined;
  const fields = table
    .slice(at + ends.length, table.indexOf("\n", at))
    .trim()
    .split(/\s+/);
  return Number(fields[4]);
}

/** Empty where the system has no such table: then no peer is anyone's, and none is admitted. */
function readTable(): string {
  try {
    return readFileSync("/proc/net/tcp", "latin1");
  } catch {
    return "";
  }
}

const hexPort = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");
