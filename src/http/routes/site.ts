/** The pages at `/`: files without secrets, for anybody; what they show comes from the API, with a token. */
import type { App } from '../app.ts';
import { siteFiles } from '../site.ts';

/**
 * Scripts and styles come from this server alone, and no text can become markup or script (trusted types). ECharts empties its
 * box with `innerHTML = ''`: the one policy lets the empty text pass and nothing else.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

export function siteRoutes(app: App): void {
  for (const { url, type, content } of siteFiles()) {
    app.get(
      url,
      { schema: { hide: true }, config: { role: 'public', consumes: [], streams: false } },
      async (request, reply) => {
        const { plain, gzip, etag } = content();
        reply.headers({
          'cache-control': 'no-cache',
          'content-security-policy': POLICY,
          'cross-origin-opener-policy': 'same-origin',
          'permissions-policy': 'camera=(), geolocation=(), microphone=()',
          etag,
          vary: 'accept-encoding',
        });
        if (request.headers['if-none-match'] === etag) return reply.code(304).send();
        const packs = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
        if (packs) reply.header('content-encoding', 'gzip');
        return reply.type(type).send(packs ? gzip : plain);
      },
    );
  }
}
