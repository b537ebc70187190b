"""Who a visitor is, as the business's own server states it in a JSON Web Token (RFC 7519)."""
