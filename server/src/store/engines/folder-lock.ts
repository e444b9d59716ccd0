import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes the data folder for this process and gives the function that lets go of it. The lock is the operating
 * system's, held through SQLite on a file of its own: it ends with the process, however that ends, so a start after a
 * crash never waits. Throws with a clear sentence when another process holds the folder.
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (thrown) {
    lock.close()
    if (!isBusy(thrown)) throw thrown
    throw new Error(
      `Another Enlace is running on the data folder ${folder}. Stop it, or set ENLACE_DATA_DIR to another folder.`,
    )
  }
  return () => lock.close()
}

const sqliteBusy = 5

const isBusy = (thrown: unknown) => thrown instanceof Error && 'errcode' in thrown && thrown.errcode === sqliteBusy
