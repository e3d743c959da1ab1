// A rate limiter that refuses one address, in place of Cloudflare's binding.

export default () => ({ limit: async ({ key }) => ({ success: key !== "203.0.113.66" }) });
