import { toDataURL } from 'qrcode'

/** A PNG of a QR code that holds the text, as a data URL that a browser shows as it is. */
export const qrImage = (text: string): Promise<string> => toDataURL(text, { errorCorrectionLevel: 'M', width: 256 })
