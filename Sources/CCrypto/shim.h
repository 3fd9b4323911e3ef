#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>

/// SHA-256 of a text; 1 on success.
static inline int vaer_sha256(const unsigned char *text, size_t count, unsigned char *digest) {
    return EVP_Digest(text, count, digest, NULL, EVP_sha256(), NULL);
}

/// SHA-1 of a text; 1 on success.
static inline int vaer_sha1(const unsigned char *text, size_t count, unsigned char *digest) {
    return EVP_Digest(text, count, digest, NULL, EVP_sha1(), NULL);
}

/// HMAC-SHA-256 of a text; 1 on success.
static inline int vaer_hmac_sha256(
    const unsigned char *key, size_t key_count, const unsigned char *text, size_t count, unsigned char *digest
) {
    return HMAC(EVP_sha256(), key, (int)key_count, text, count, digest, NULL) != NULL;
}
