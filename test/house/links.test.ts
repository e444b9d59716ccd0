import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { houseFiles, readHouseFile } from './sources.ts'

const pages = houseFiles.filter((path) => path.endsWith('.md'))

test('every link of a page to a file leads to one', () => {
  const broken = pages.flatMap((page) => {
    const targets = linksIn(readHouseFile(page)).map((link) => posix.join(posix.dirname(page), link))
    return targets.filter((target) => !leadsSomewhere(target)).map((target) => `${page} leads to ${target}`)
  })
  expect(broken).toEqual([])
})

test('every guide stands in the list of guides', () => {
  const listed = linksIn(readHouseFile('docs/README.md')).map((link) => posix.join('docs', link))
  const guides = houseFiles.filter((path) => /^docs\/[^/]+$/.test(path) && path !== 'docs/README.md')
  expect(guides.filter((path) => !listed.includes(path))).toEqual([])
})

describe('the rule itself', () => {
  test('leaves out addresses, places on the same page, and what is code', () => {
    const text = '[a](b.md) [c](https://example.com) [d](#e) [f](g/h.md#i) `[j](k.md)`\n```\n[l](m.md)\n```\n'
    expect(linksIn(text)).toEqual(['b.md', 'g/h.md'])
  })
})

function linksIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
}

function leadsSomewhere(path: string): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`
  return houseFiles.includes(path) || houseFiles.some((file) => file.startsWith(folder))
}
