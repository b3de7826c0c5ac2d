#include "rt.h"
/* quicksort of 8192 records through a comparison function, then a binary search for each */
const char name[] = "quicksort"; const u64 default_scale = 10;
struct record { u32 key, value; };
typedef int (*comparison)(const struct record *, const struct record *);
static struct record table[8192];
static u32 seed;
static u32 next(void) { seed ^= seed << 13; seed ^= seed >> 17; seed ^= seed << 5; return seed; }
static int by_key(const struct record *a, const struct record *b) { return a->key < b->key ? -1 : a->key > b->key; }
static int by_value(const struct record *a, const struct record *b) { return a->value < b->value ? -1 : a->value > b->value; }
static volatile comparison orders[2];

static __attribute__((noinline)) void sort(struct record *low, struct record *high, comparison order) {
    while (low < high) {
        struct record pivot = *(low + (high - low) / 2), *i = low, *j = high;
        while (i <= j) {
            while (order(i, &pivot) < 0) i++;
            while (order(j, &pivot) > 0) j--;
            if (i <= j) { struct record t = *i; *i++ = *j; *j-- = t; }
        }
        if (j - low < high - i) { sort(low, j, order); low = i; } else { sort(i, high, order); high = j; }
    }
}

static __attribute__((noinline)) u32 find(u32 key) {
    u32 low = 0, high = 8192;
    while (low < high) { u32 middle = (low + high) / 2; if (table[middle].key < key) low = middle + 1; else high = middle; }
    return low;
}

u64 run(u64 scale) {
    u64 r = 0;
    orders[0] = by_key; orders[1] = by_value; seed = 2463534242u;
    for (u64 k = 0; k < scale; k++) {
        for (u32 i = 0; i < 8192; i++) { table[i].key = next() >> 4; table[i].value = next() % 1000; }
        sort(table, table + 8191, orders[1]);
        for (u32 i = 0; i < 8192; i += 64) r = r * 17 + table[i].value;
        sort(table, table + 8191, orders[0]);
        for (u32 i = 0; i < 8192; i += 2) r += find(table[i].key + (i & 1)) ^ table[i].value;
    }
    return r;
}
