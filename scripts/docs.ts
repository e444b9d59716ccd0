import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generated } from './generated.ts'

for (const [name, make] of Object.entries(generated)) {
  writeFileSync(join(import.meta.dirname, '../docs', name), make())
}
