/** Waits until whoever started it has ended, then ends the PostgreSQL cluster in the given folder and removes it. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const folder = process.argv[2] as string
const endsWithinMs = 10_000
const looksEveryMs = 50

process.stdin.resume().once('close', async () => {
  const postmaster = postmasterOf(folder)
  if (postmaster !== undefined) {
    send(postmaster, 'SIGQUIT')
    for (let waitedMs = 0; waitedMs < endsWithinMs && send(postmaster, 0); waitedMs += looksEveryMs) {
      await wait(looksEveryMs)
    }
  }
  rmSync(folder, { recursive: true, force: true })
})

function postmasterOf(folder: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(folder, 'data/postmaster.pid'), 'utf8'), 10)
  } catch {
    return undefined // stopped already
  }
}

/** Whether there was a process to send to. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
