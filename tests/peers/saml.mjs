// A SAML identity provider: GET /sign-in?SAMLRequest=…&email=… answers with the response that its page would post.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import * as samlify from 'samlify'

const [port, keyFile, certificateFile, metadataFile] = process.argv.slice(2)
const here = `http://127.0.0.1:${port}`
samlify.setSchemaValidator({ validate: () => Promise.resolve('not checked') })

const attribute = { name: 'displayName', valueTag: 'name', nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic', valueXsiType: 'xs:string' }
const idp = samlify.IdentityProvider({
  entityID: `${here}/metadata`,
  privateKey: readFileSync(keyFile, 'utf8'),
  signingCert: readFileSync(certificateFile, 'utf8'),
  loginResponseTemplate: { ...samlify.SamlLib.defaultLoginResponseTemplate, attributes: [attribute] },
  nameIDFormat: ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
  singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${here}/sign-in` }],
})
const sp = samlify.ServiceProvider({ metadata: readFileSync(metadataFile, 'utf8') })

const acs = sp.entityMeta.getAssertionConsumerService('post')

/** The response that says who somebody is, and when they proved it; samlify's own leaves the latter out. */
function fill(template, email, inResponseTo) {
  const now = new Date().toISOString(), later = new Date(Date.now() + 300_000).toISOString(), id = `_${randomUUID()}`
  const statement = `<saml:AuthnStatement AuthnInstant="${now}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
  const values = {
    ID: id, AssertionID: `_${randomUUID()}`, Destination: acs, SubjectRecipient: acs, AssertionConsumerServiceURL: acs,
    Audience: sp.entityMeta.getEntityID(), EntityID: sp.entityMeta.getEntityID(), Issuer: idp.entityMeta.getEntityID(),
    IssueInstant: now, ConditionsNotBefore: now, ConditionsNotOnOrAfter: later, SubjectConfirmationDataNotOnOrAfter: later,
    StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success', InResponseTo: inResponseTo,
    NameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', NameID: email, attrName: 'Peer of samlify',
  }
  return { id, context: samlify.SamlLib.replaceTagsByValue(template.replace('{AuthnStatement}', statement), values) }
}

createServer(async (request, response) => {
  const query = Object.fromEntries(new URL(request.url, here).searchParams)
  const asked = await idp.parseLoginRequest(sp, 'redirect', { query, octetString: '' })
  const { context } = await idp.createLoginResponse(sp, asked, 'post', { email: query.email }, template =>
    fill(template, query.email, asked.extract.request.id))
  response.end(context)
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
