#pragma once
#include <curl/curl.h>
#include <malloc.h>
#include <nss.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/// What a callback of libcurl's that takes bytes looks like.
typedef size_t (*vaer_sink)(char *bytes, size_t size, size_t count, void *context);

// Swift cannot call variadic functions; each wrapper fixes the type that libcurl expects for its options.

static inline CURLcode vaer_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vaer_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vaer_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode vaer_set_sink(CURL *handle, CURLoption option, vaer_sink sink) {
    return curl_easy_setopt(handle, option, sink);
}

/// Sets what is called when a connection stands, TLS included, just before the request goes out on it.
static inline CURLcode vaer_set_connected(CURL *handle, curl_prereq_callback connected) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, connected);
}

/// Lets the handles that get the share take up each other's TLS sessions. Without locks: for one thread only.
static inline CURLSHcode vaer_share_sessions(CURLSH *share) {
    return curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

/// Copies the body; takes its length from `count`, so that it may contain zero bytes.
static inline CURLcode vaer_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

/// Copies the bytes.
static inline CURLcode vaer_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

static inline long vaer_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

/// A time in microseconds.
static inline curl_off_t vaer_get_time(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    curl_easy_getinfo(handle, info, &value);
    return value;
}

static inline CURLMcode vaer_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The result in a message of the multi interface, whose union Swift does not see well.
static inline CURLcode vaer_message_result(const CURLMsg *message) { return message->data.result; }

/// Looks hosts up in `/etc/hosts` and by DNS only, whatever `nsswitch.conf` says.
static inline void vaer_use_files_and_dns(void) { __nss_configure_lookup("hosts", "files dns"); }

/// Lets OpenSSL read no configuration of the machine's, which may name modules to load.
static inline void vaer_ignore_openssl_configuration(void) { setenv("OPENSSL_CONF", "", 1); }

/// Keeps one heap for all threads, where the C library would make one for each.
static inline void vaer_use_one_heap(void) { mallopt(M_ARENA_MAX, 1); }

/// Takes blocks from 128 KiB on from the system one by one, where the C library would raise that limit by itself.
static inline void vaer_give_large_blocks_back(void) { mallopt(M_MMAP_THRESHOLD, 128 * 1024); }

/// Gives the free parts of all heaps back to the system.
static inline void vaer_give_memory_back(void) { malloc_trim(0); }

/// Whether this libcurl was built with HTTP/2.
static inline bool vaer_knows_http2(void) {
    return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0;
}

/// A new file that is nowhere but in memory and is not handed on to other programs; negative when there can be none.
static inline int vaer_memory_file(void) { return (int)syscall(SYS_memfd_create, "vaer", 1U /* MFD_CLOEXEC */); }
