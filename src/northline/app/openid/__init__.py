"""OpenID Connect: people sign in with an account of their agency's provider.

The authorization code flow (OpenID Connect Core 1.0, 3.1) with PKCE (RFC 7636, S256) and the
issuer in the answer (RFC 9207)::

    begun = begin(provider, published, redirect_uri, now)      the browser goes to begun.url
    claims = finish(provider, published, begun, query, now)    and comes back with a code
    attributes = attributes_of(provider, claims)               what the provider may give, no more

A provider speaks for one agency, fixed in the settings.  Nothing it says is believed before its
signature, issuer, audience, times and nonce have been checked; what is not listed gives nothing.
No token is kept: once somebody is signed in, the provider is not asked again.
"""
