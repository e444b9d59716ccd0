import { inflateSync } from 'node:zlib'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** What a reader of a PDF finds in it. */
export type ReadPdf = {
  /** The lines of each page from top to bottom, each with its pieces from left to right. */
  readonly pages: readonly (readonly string[])[]
  /** All words in the order in which they were written, so that a text of several lines is in one piece. */
  readonly words: string
  readonly info: Readonly<Record<string, unknown>>
}

/** Opens a document as browsers do, with another program than the one that drew it. */
export async function readPdf(base64: string): Promise<ReadPdf> {
  const data = new Uint8Array(Buffer.from(base64, 'base64'))
  const task = getDocument({ data, verbosity: VerbosityLevel.ERRORS })
  try {
    const document = await task.promise
    const pages: string[][] = []
    const written: string[] = []
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent()
      const pieces = items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [pieceOf(item)] : []))
      pages.push(linesOf(pieces))
      written.push(...pieces.map(({ text }) => text))
    }
    const { info } = await document.getMetadata()
    return { pages, words: written.join(' ').replace(/\s+/g, ' '), info: info as Record<string, unknown> }
  } finally {
    await task.destroy()
  }
}

type Piece = { readonly text: string; readonly x: number; readonly y: number }

const pieceOf = ({ str, transform }: { str: string; transform: number[] }): Piece => ({
  text: str,
  x: transform[4] ?? 0,
  y: transform[5] ?? 0,
})

function linesOf(pieces: readonly Piece[]): string[] {
  const byHeight = Map.groupBy(pieces, ({ y }) => Math.round(y))
  const fromTop = [...byHeight].sort(([one], [other]) => other - one)
  return fromTop.map(([, line]) =>
    line
      .toSorted((one, other) => one.x - other.x)
      .map(({ text }) => text)
      .join(' '),
  )
}

/** Column and row of each filled square on the pages, counted from the leftmost and topmost: the dots of a QR code. */
export function squaresIn(base64: string): number[][] {
  const squares = contentsOf(Buffer.from(base64, 'base64')).flatMap((content) =>
    [...content.matchAll(/^([\d.]+) ([\d.]+) ([\d.]+) \3 re$/gm)].map((found) => found.slice(1, 4).map(Number)),
  )
  const left = Math.min(...squares.map(([x = 0]) => x))
  const top = Math.min(...squares.map(([, y = 0]) => y))
  return squares.map(([x = 0, y = 0, size = 1]) => [Math.round((x - left) / size), Math.round((y - top) / size)])
}

function contentsOf(file: Buffer): string[] {
  const bytes = file.toString('latin1')
  const streams = [...bytes.matchAll(/\/FlateDecode\s*>>\s*stream\r?\n(.*?)\r?\nendstream/gs)]
  return streams.map(([, stream = '']) => inflateSync(Buffer.from(stream, 'latin1')).toString('latin1'))
}
