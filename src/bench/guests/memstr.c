#include "rt.h"
/* strings: copy, compare, search, tokenise and hash over 64 KiB of generated words */
const char name[] = "memstr"; const u64 default_scale = 10;
#define SIZE 65536
static char text[SIZE + 64], copy[SIZE + 64];
static u32 seed;
static u32 next(void) { seed = seed * 1664525u + 1013904223u; return seed >> 8; }

static __attribute__((noinline)) void generate(void) {
    u32 i = 0;
    while (i < SIZE - 12) {
        u32 length = 1 + next() % 10;
        for (u32 k = 0; k < length; k++) text[i++] = (char)('a' + next() % 26);
        text[i++] = ' ';
    }
    text[i] = 0;
}

static __attribute__((noinline)) int compare(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return (int)(u8)*a - (int)(u8)*b;
}

static __attribute__((noinline)) const char *search(const char *in, const char *what) {
    for (; *in; in++) {
        const char *a = in, *b = what;
        while (*b && *a == *b) a++, b++;
        if (!*b) return in;
    }
    return 0;
}

static __attribute__((noinline)) u64 words(const char *s) {
    u64 sum = 0;
    while (*s) {
        u64 h = 14695981039346656037ul;
        for (; *s && *s != ' '; s++) h = (h ^ (u8)*s) * 1099511628211ul;
        while (*s == ' ') s++;
        sum = (sum << 1 | sum >> 63) ^ h;
    }
    return sum;
}

u64 run(u64 scale) {
    u64 r = 0;
    seed = 42;
    for (u64 k = 0; k < scale; k++) {
        generate();
        memcpy(copy, text, strlen(text) + 1);
        r += (u64)(compare(text, copy) == 0);
        const char *found = copy;
        u64 hits = 0;
        while ((found = search(found, "ab")) != 0) hits++, found++;
        memset(copy + SIZE / 2, 'x', 4096);
        r = r * 31 + hits + words(copy) + (u64)compare(text + 100, copy + 100);
    }
    return r;
}
