// Runs in the reader's browser, after Swagger UI.
const place = document.getElementById('reference')
const { spec, keyId, keyPassword } = place.dataset
const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)

follow()
dark.addEventListener('change', follow)

const { SwaggerUIBundle } = window
const ui = SwaggerUIBundle({
  domNode: place,
  url: spec,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
  // Swagger UI would ask a third party whether the document is valid.
  validatorUrl: null,
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  onComplete: () => {
    if (keyId) ui.preauthorizeBasic('basicAuth', keyId, keyPassword)
  },
})
