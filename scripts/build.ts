import { join } from 'node:path'
import { argv } from 'node:process'
import { build } from './emit.ts'

build(argv[2] ?? join(import.meta.dirname, '../dist'))
