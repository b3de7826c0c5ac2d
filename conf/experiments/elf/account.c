/* A bank account that several CPUs use, as a compiler leaves it. Built by:
 *
 * clang-22 --target=loongarch64-unknown-linux-gnu -march=loongarch64 -mno-lsx -O2 -ffreestanding -fno-pic -nostdlib -static \
 *     -fuse-ld=lld-22 -Wl,--image-base=0x9000000000200000,-z,max-page-size=4096,--build-id=none,-e,deposit -o account.elf account.c
 */
long balance, large;
static int account_lock;

static inline void lock(int *word) {
    while (__atomic_exchange_n(word, 1, __ATOMIC_ACQUIRE)) continue;
}

static inline void unlock(int *word) {
    __atomic_store_n(word, 0, __ATOMIC_RELEASE);
}

__attribute__((noinline)) static long update(long amount) {
    return balance += amount;
}

/* Answers the new balance. */
long deposit(long amount) {
    lock(&account_lock);
    long now = update(amount);
    unlock(&account_lock);
    return now;
}

/* int (*pre_handler)(struct kprobe *p, struct pt_regs *regs): counts the deposits of 10 or more. */
__attribute__((section(".kprobes.text"))) int note_large(void *p, long *regs) {
    (void)p;
    if (regs[4] >= 10) __atomic_fetch_add(&large, 1, __ATOMIC_RELAXED); /* $a0: the amount */
    return 0;
}
