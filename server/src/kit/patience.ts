/** How long somebody outside may take to answer, and how much time may be lost on somebody who does not. */
export type PatienceLimits = { readonly answerMaxMs: number; readonly lostMaxMs: number }

/**
 * Bounds what a silent receiver costs when work is done one thing at a time: after `lostMaxMs` of waiting in vain it is
 * not waited for any more until the next turn. Whoever answers has all of the time again.
 */
export class Patience {
  #limits: PatienceLimits
  #lostMs = new Map<string, Map<string, number>>()

  constructor(limits: PatienceLimits) {
    this.#limits = limits
  }

  /** A new turn of a workspace: everybody is waited for again. */
  renew(workspaceId: string): void {
    this.#lostMs.delete(workspaceId)
  }

  /** How long `name` is waited for now; 0 when all patience is used up. */
  waitMs(workspaceId: string, name: string): number {
    const left = this.#limits.lostMaxMs - (this.#lostMs.get(workspaceId)?.get(name) ?? 0)
    return Math.max(0, Math.floor(Math.min(this.#limits.answerMaxMs, left)))
  }

  /** Learns what became of a wait. */
  learn(workspaceId: string, name: string, waited: { readonly ms: number; readonly inVain: boolean }): void {
    const ofWorkspace = this.#lostMs.get(workspaceId) ?? new Map<string, number>()
    if (waited.inVain) ofWorkspace.set(name, (ofWorkspace.get(name) ?? 0) + waited.ms)
    else ofWorkspace.delete(name)
    this.#lostMs.set(workspaceId, ofWorkspace)
  }
}
