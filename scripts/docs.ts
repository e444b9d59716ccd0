import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withMeasured } from '../test/categorisation/accuracy.ts'
import { generated } from './generated.ts'

const docs = join(import.meta.dirname, '../docs')

for (const [name, make] of Object.entries(generated)) writeFileSync(join(docs, name), make())

const categorisation = join(docs, 'categorisation.md')
writeFileSync(categorisation, withMeasured(readFileSync(categorisation, 'utf8')))
