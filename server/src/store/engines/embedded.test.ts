import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { imagePath } from '../image.ts'
import { openEmbedded, readImage } from './embedded.ts'

test('the image is asked for by the first start of a folder, and by no later one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enlace-embedded-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  let asked = 0
  const image = async () => {
    asked += 1
    return readImage(await imagePath())
  }
  for (const times of [1, 1]) {
    const db = await openEmbedded(folder, image)
    await db.close()
    expect(asked).toBe(times)
  }
})

test('files without the mark that they are complete are set aside, not deleted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'enlace-embedded-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'database'))
  writeFileSync(join(folder, 'database/of-somebody'), 'a backup')
  const db = await openEmbedded(folder, async () => readImage(await imagePath()))
  await db.close()
  expect(readFileSync(join(folder, 'database.unfinished/of-somebody'), 'utf8')).toBe('a backup')
})
