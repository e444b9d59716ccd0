import PDFDocument from 'pdfkit'
import QRCode from 'qrcode'
import { printable } from './printable.ts'
import { sandboxNotice } from './sandbox-marks.ts'

/** What every page says of the document: who hands it out, what it is, and the institution's colour. */
export type Letterhead = {
  readonly institution: string
  readonly title: string
  /** Goes into the file as its date, in place of the machine's. */
  readonly writtenAt: Date
  readonly colour: string
}

type Alignment = 'left' | 'right'

/** `share` is what a column takes of the width, out of one. */
export type Column = { readonly title: string; readonly share: number; readonly align?: Alignment }

export type Field = readonly [name: string, value: string]

type Style = {
  readonly size: number
  readonly font: 'Helvetica' | 'Helvetica-Bold' | 'Courier'
  readonly colour: string
  readonly align?: Alignment
}

type Place = { readonly x: number; readonly y: number; readonly width: number }

const margin = 48
const footer = 50
const padding = 3.5
const grey = '#59636e'
const rule = '#d0d7de'
const shade = '#eef1f4'

const body: Style = { size: 8.5, font: 'Helvetica', colour: '#1f2328' }
const name: Style = { ...body, colour: grey }
const value: Style = { ...body, font: 'Helvetica-Bold' }
const columnTitle: Style = { ...value, size: 8 }

/**
 * A document that is written from top to bottom on letter-size pages; what does not fit goes on the next one. It is
 * drawn in memory and handed over at the end, and the same words give the same bytes.
 */
export class Paper {
  readonly #pdf: PDFKit.PDFDocument
  readonly #head: Letterhead

  constructor(head: Letterhead) {
    this.#head = head
    this.#pdf = new PDFDocument({
      size: 'LETTER',
      margins: { top: margin, left: margin, right: margin, bottom: footer },
      bufferPages: true,
      lang: 'es-MX',
      info: { Title: head.title, Author: head.institution, Subject: sandboxNotice, CreationDate: head.writtenAt },
    })
    this.#beginPage()
  }

  title(text: string, below?: string): void {
    this.#flow(text, { size: 15, font: 'Helvetica-Bold', colour: this.#head.colour })
    if (below !== undefined) this.#flow(below, { ...name, size: 9 })
    this.#pdf.y += 8
  }

  /** A heading never stays behind at the foot of a page: what it is about begins below it. */
  heading(text: string): void {
    this.#makeRoom(100)
    const place = { x: margin + 6, y: this.#pdf.y + 10, width: this.#width - 12 }
    const style: Style = { size: 9.5, font: 'Helvetica-Bold', colour: '#ffffff' }
    const height = this.#heightOf(text, style, place.width) + 8
    this.#pdf.rect(margin, place.y - 4, this.#width, height).fill(this.#head.colour)
    this.#write(text, { ...place, y: place.y + 1.5 }, style)
    this.#pdf.y = place.y + height + 3
  }

  /** `kept` is the height that shall follow on the same page. */
  subheading(text: string, kept = 44): void {
    this.#makeRoom(kept)
    this.#pdf.y += 5
    this.#flow(text, { size: 9, font: 'Helvetica-Bold', colour: this.#head.colour })
    this.#pdf.y += 1
  }

  paragraph(text: string): void {
    this.#flow(text, { ...body, size: 9 })
    this.#pdf.y += 5
  }

  /** The one sentence that the reader came for. */
  statement(text: string): void {
    this.#flow(text, { size: 11, font: 'Helvetica-Bold', colour: this.#head.colour })
    this.#pdf.y += 6
  }

  /** A seal or a chain of characters, which breaks wherever its line ends. */
  characters(text: string): void {
    for (const line of text.match(/.{1,106}/gu) ?? []) this.#flow(line, { ...body, size: 8, font: 'Courier' })
    this.#pdf.y += 5
  }

  /** One pair a line; `share` is what the names take of the width. */
  fields(fields: readonly Field[], { share = 0.4, align = 'left' }: { share?: number; align?: Alignment } = {}): void {
    const columns = [{ share }, { share: 1 - share, align }]
    for (const field of fields) {
      this.#makeRoom(this.#rowHeight(field, columns, [name, value]))
      this.#row(field, columns, [name, value])
    }
  }

  /** A table whose titles are repeated on each page that it reaches. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    this.#makeRoom(44)
    this.#titles(columns)
    for (const row of rows) {
      if (this.#makeRoom(this.#rowHeight(row, columns, [body]))) this.#titles(columns)
      this.#row(row, columns, [body])
    }
    this.#pdf.y += 4
  }

  /** A frame with a QR code at its left and a few lines beside it. */
  card(title: string, qrText: string, fields: readonly Field[]): void {
    const size = 96
    const top = this.#pdf.y
    const place = { x: margin + size + 28, y: top + 14, width: this.#width - size - 40 }
    this.#qr(qrText, { x: margin + 12, y: top + 12, width: size })
    this.#write(title, place, { size: 10, font: 'Helvetica-Bold', colour: this.#head.colour })
    for (const [called, text] of fields) {
      this.#write(called, { ...place, y: this.#pdf.y + 5 }, { ...name, size: 7.5 })
      this.#write(text, { ...place, y: this.#pdf.y }, { ...value, size: 9.5 })
    }
    const height = Math.max(size + 24, this.#pdf.y - top + 12)
    this.#pdf.roundedRect(margin, top, this.#width, height, 4).lineWidth(0.8).stroke(this.#head.colour)
    this.#pdf.y = top + height + 6
  }

  /** The finished file in base64, as it travels. */
  base64(): string {
    this.#footers()
    this.#pdf.end()
    // Everything is drawn by now and waits in the stream's buffer: there is nothing to wait for.
    const bytes: unknown = this.#pdf.read()
    if (!Buffer.isBuffer(bytes)) throw new TypeError('the document is not finished with its last page')
    return bytes.toString('base64')
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin
  }

  #beginPage(): void {
    const { institution, title, colour } = this.#head
    this.#pdf.rect(0, 0, this.#pdf.page.width, 6).fill(colour)
    this.#write(institution, { x: margin, y: 22, width: this.#width }, { ...value, colour, size: 8 })
    this.#write(title, { x: margin, y: 22, width: this.#width }, { ...name, size: 8, align: 'right' })
    this.#line(36)
    this.#pdf.y = margin
  }

  /** Page numbers need to know how many there are, so they come last. */
  #footers(): void {
    const { count } = this.#pdf.bufferedPageRange()
    for (let page = 0; page < count; page += 1) {
      this.#pdf.switchToPage(page)
      // Below its margin a page takes no text; what is written there would begin a new one.
      this.#pdf.page.margins.bottom = 0
      const place = { x: margin, y: this.#pdf.page.height - 34, width: this.#width }
      this.#line(place.y - 6)
      this.#write(sandboxNotice, place, { ...value, size: 8, colour: '#b42318' })
      this.#write(`Página ${page + 1} de ${count}`, place, { ...name, size: 8, align: 'right' })
    }
  }

  /** Begins a new page, and says so, where the height is not left on this one. */
  #makeRoom(height: number): boolean {
    if (this.#pdf.y + height <= this.#pdf.page.height - footer) return false
    this.#pdf.addPage()
    this.#beginPage()
    return true
  }

  #flow(text: string, style: Style): void {
    this.#makeRoom(this.#heightOf(text, style, this.#width))
    this.#write(text, { x: margin, y: this.#pdf.y, width: this.#width }, style)
  }

  #write(text: string, { x, y, width }: Place, style: Style): void {
    this.#set(style)
    this.#pdf.fillColor(style.colour).text(printable(text), x, y, { width, align: style.align ?? 'left' })
  }

  #set({ font, size }: Style): void {
    this.#pdf.font(font).fontSize(size)
  }

  #heightOf(text: string, style: Style, width: number): number {
    this.#set(style)
    return this.#pdf.heightOfString(printable(text) || ' ', { width })
  }

  #line(y: number): void {
    this.#pdf
      .moveTo(margin, y)
      .lineTo(margin + this.#width, y)
      .lineWidth(0.5)
      .stroke(rule)
  }

  #titles(columns: readonly Column[]): void {
    const titles = columns.map(({ title }) => title)
    this.#pdf.rect(margin, this.#pdf.y, this.#width, this.#rowHeight(titles, columns, [columnTitle])).fill(shade)
    this.#row(titles, columns, [columnTitle])
  }

  #rowHeight(texts: readonly string[], columns: readonly Cell[], styles: readonly Style[]): number {
    const heights = texts.map((text, index) =>
      this.#heightOf(text, styleAt(styles, index), (columns[index]?.share ?? 0) * this.#width - 2 * padding),
    )
    return Math.max(...heights) + 2 * padding
  }

  #row(texts: readonly string[], columns: readonly Cell[], styles: readonly Style[]): void {
    const top = this.#pdf.y
    const height = this.#rowHeight(texts, columns, styles)
    let x = margin
    columns.forEach(({ share, align }, index) => {
      const place = { x: x + padding, y: top + padding, width: share * this.#width - 2 * padding }
      this.#write(texts[index] ?? '', place, { ...styleAt(styles, index), ...(align ? { align } : {}) })
      x += share * this.#width
    })
    this.#line(top + height)
    this.#pdf.y = top + height
  }

  #qr(text: string, { x, y, width }: Place): void {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
    const step = width / modules.size
    for (let row = 0; row < modules.size; row += 1) {
      for (let column = 0; column < modules.size; column += 1) {
        if (modules.get(row, column)) this.#pdf.rect(x + column * step, y + row * step, step, step)
      }
    }
    this.#pdf.fill('#000000')
  }
}

type Cell = Omit<Column, 'title'>

/** The last style holds for all columns behind it. */
const styleAt = (styles: readonly Style[], index: number): Style => styles[index] ?? styles.at(-1) ?? body
