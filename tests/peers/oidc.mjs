// A full OpenID provider with forms for signing in; whoever signs in as NAME is NAME@DOMAIN.
import { Provider } from 'oidc-provider'

const [port, client, secret, redirect, domain] = process.argv.slice(2)
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], token_endpoint_auth_method: 'client_secret_post' }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['only-for-tests'] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, email: `${sub}@${domain}`, email_verified: true, name: sub }),
  }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
