import { describe, expect, test } from 'vitest'
import { wireFaults } from '../../server/src/http/faults.ts'
import { readHouseFile } from './sources.ts'

const index = readHouseFile('docs/errors/README.md')

describe.each(Object.entries(wireFaults))('docs/errors/%s.md', (name, { status, code, message }) => {
  test('begins with what the wire says', () => {
    const facts = `# ${name}\n\n| Status | Code | Message |\n|---|---|---|\n| ${status} | \`${code}\` | ${message} |\n`
    expect(readHouseFile(`docs/errors/${name}.md`).slice(0, facts.length)).toBe(facts)
  })

  test('says when it happens and what to do', () => {
    expect(readHouseFile(`docs/errors/${name}.md`)).toMatch(/\n\*\*When\.\*\* .+\n\n\*\*What to do\.\*\* .+\n/)
  })

  test('stands in the index', () => {
    expect(index).toContain(`| [${name}](${name}.md) | ${status} | \`${code}\` |\n`)
  })
})
