import { existsSync } from 'node:fs'
import { imagePath, makeImage } from '../server/src/store/image.ts'

/** Runs after an installation, so that the first start of the embedded database loads its files ready-made. */
const path = await imagePath()
if (!existsSync(path)) await makeImage(path)
process.exit(0)
