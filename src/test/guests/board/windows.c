/* Stage 1: the direct-mapped windows, CSRs, cpucfg, exceptions, text that is moved and patched. No TLB, no interrupt. */
#include "board.h"

const char STAGE[] = "stage 1";

static u64 cleared[64];
static u64 initialised = 0x123456789abcdef0;
static u8 unaligned[64] __attribute__((aligned(64)));
static u32 moved[16] __attribute__((aligned(64)));

/* Both ways: what is left of all ones, and of none. */
#define CHECK_MASK(csr, mask) CHECK_MASK_KEEPS(csr, mask, 0)
#define CHECK_MASK_KEEPS(csr, mask, constant)        \
    do {                                             \
        u64 before = csr_read(csr);                  \
        csr_write(csr, ~0UL);                        \
        u64 ones = csr_read(csr);                    \
        csr_write(csr, 0);                           \
        u64 none = csr_read(csr);                    \
        csr_write(csr, before);                      \
        check("mask " #csr, ones, (mask) | (constant)); \
        check("zero " #csr, none, constant);         \
    } while (0)

static u64 cpucfg(u64 word) {
    u64 value;
    asm volatile("cpucfg %0, %1" : "=r"(value) : "r"(word));
    return value;
}

static void check_modes(struct cpu *cpu) {
    check("CRMD in the windows", csr_read(CRMD), 0xb0);
    check("CPUID", csr_read(CPUID), cpu->number);
    check("pc is in the cached window", (u64)__builtin_return_address(0) >> 60, 9);
    check("DMW0", csr_read(DMW0), 0x8000000000000001);
    check("DMW1", csr_read(DMW1), 0x9000000000000011);
    u64 sum = 0;
    for (int i = 0; i < 64; i++) sum |= cleared[i];
    check("bss is clear", sum, 0);
    u64 physical = (u64)&initialised & 0xffffffffffffUL;
    check("data by the cached window", *(volatile u64 *)(CACHED | physical), 0x123456789abcdef0);
    check("data by the uncached window", *(volatile u64 *)(UNCACHED | physical), 0x123456789abcdef0);
    check("rdtime passes", rdtime() < rdtime(), 1);
}

static void check_csrs(void) {
    CHECK_MASK(EUEN, 0x1);
    CHECK_MASK(MISC, 0x7f0e0);
    CHECK_MASK(ECFG, 0x71fff);
    CHECK_MASK(ESTAT, 0x3);
    CHECK_MASK(PRMD, 0xf);
    CHECK_MASK(ERA, ~0UL);
    CHECK_MASK(BADV, ~0UL);
    CHECK_MASK(EENTRY, ~0xfffUL);
    CHECK_MASK(TLBIDX, 0xbf000fff);
    CHECK_MASK(TLBEHI, ~0x1fffUL);
    CHECK_MASK(TLBELO0, 0xe000fffffffff07f);
    CHECK_MASK(TLBELO1, 0xe000fffffffff07f);
    CHECK_MASK_KEEPS(ASID, 0x3ff, 0xa0000);
    CHECK_MASK(PGDL, ~0xfffUL);
    CHECK_MASK(PGDH, ~0xfffUL);
    CHECK_MASK(PWCL, 0xffffffff);
    CHECK_MASK(PWCH, 0xffffff);
    CHECK_MASK(STLBPS, 0x3f);
    CHECK_MASK(SAVE4, ~0UL);
    CHECK_MASK(TID, 0xffffffff);
    CHECK_MASK(TLBRENTRY, 0xfffffffff000);
    CHECK_MASK(TLBRBADV, ~0UL);
    CHECK_MASK(TLBRPRMD, 0x17);
    CHECK_MASK(DMW3, 0xf00000000000003f);
    CHECK_MASK(LLBCTL, 0x4);
    check("PRCFG1", csr_read(PRCFG1), 0x72f8);
    check("PRCFG2", csr_read(PRCFG2), 0x3ffff000);
    check("PRCFG3", csr_read(PRCFG3), 0x8073f2);
    csr_write(SAVE4, 0xff00);
    check("csrxchg answers what was", csr_change(SAVE4, 0x1234, 0xff), 0xff00);
    check("csrxchg changes the bits of the mask", csr_read(SAVE4), 0xff34);
    check("a register that is not there reads 0", csr_read(0x300), 0);
    check("and another", csr_read(0x380), 0);
}

static void check_cpucfg(void) {
    static const u32 words[21] = {
        [0] = 0x0014c010, [1] = 0x03f2f2fe, [2] = 0x0040c00f, [4] = 100000000, [5] = 0x00010001,
        [16] = 0x2c3d, [17] = 0x06080003, [18] = 0x06080003, [19] = 0x0608000f, [20] = 0x060e000f,
    };
    for (int word = 0; word < 21; word++) {
        if (cpucfg(word) != words[word]) check("cpucfg", word << 8, 0);
    }
    check("cpucfg 0", cpucfg(0), 0x14c010);
    check("cpucfg 2", cpucfg(2), 0x40c00f);
    check("cpucfg beyond", cpucfg(21), 0);
}

static void check_memory(void) {
    for (int i = 0; i < 64; i++) unaligned[i] = 0;
    *(volatile u64 *)(unaligned + 3) = 0x1122334455667788;
    check("unaligned doubleword", *(volatile u64 *)(unaligned + 3), 0x1122334455667788);
    check("its bytes", unaligned[3] | unaligned[10] << 8, 0x1188);
    check("unaligned word", *(volatile u32 *)(unaligned + 5), 0x33445566);
    check("unaligned halfword", *(volatile u16 *)(unaligned + 7), 0x3344);
    u64 got;
    asm volatile("1: ll.d %0, %1, 0\n addi.d %0, %0, 5\n sc.d %0, %1, 0\n beqz %0, 1b" : "=&r"(got) : "r"(unaligned) : "memory");
    asm volatile("amadd_db.d %0, %1, %2" : "=&r"(got) : "r"(2UL), "r"(unaligned) : "memory");
    check("ll, sc, amadd", got, 0x4455667788000005UL);
    u64 zero = 0;
    asm volatile("ll.d %0, %1, 0\n syscall 0\n move %0, $zero\n sc.d %0, %1, 0" : "=&r"(zero) : "r"(unaligned) : "memory");
    check("ertn drops the reservation", zero, 0);
    csr_write(LLBCTL, 4);
    asm volatile("ll.d %0, %1, 0" : "=&r"(zero) : "r"(unaligned) : "memory");
    check("LLBCTL.ROLLB", csr_read(LLBCTL) & 1, 1);
    csr_write(LLBCTL, 2);
    check("LLBCTL.WCLLB", csr_read(LLBCTL) & 1, 0);
}

static void check_text(void) {
    moved[0] = 0x02800484; /* addi.w $a0, $a0, 1 */
    moved[1] = 0x4c000020; /* ret */
    asm volatile("ibar 0" ::: "memory");
    long (*function)(long) = (long (*)(long))moved;
    check("text that was written", function(41), 42);
    moved[0] = 0x02800884; /* addi.w $a0, $a0, 2 */
    asm volatile("ibar 0" ::: "memory");
    check("text that was patched", function(41), 43);
    long sum = 0;
    for (int i = 0; i < 2000; i++) {
        sum = function(sum);
        if (i == 999) {
            moved[0] = 0x02800c84; /* addi.w $a0, $a0, 3 */
            asm volatile("ibar 0" ::: "memory");
        }
    }
    check("hot text that was patched", sum, 1000 * 2 + 1000 * 3);
}

static void user_reads_csr(void) {
    asm volatile("csrrd $t0, 0x0");
}

static void user_calls(void) {
    asm volatile("rdtime.d $t0, $zero\n syscall 3");
}

static void user_idles(void) {
    asm volatile("idle 0");
}

static void user_reads_uncached(void) {
    asm volatile("li.d $t0, 0x8000000000000000\n ld.w $t0, $t0, 0");
}

static u64 as_user(struct cpu *cpu, void (*text)(void)) {
    cpu->resume = (u64)back_from_user;
    at_user_level(text);
    return raised(cpu);
}

static void check_exceptions(struct cpu *cpu) {
    u64 at;
    raised(cpu);
    asm volatile("pcaddi %0, 1\n syscall 7" : "=r"(at)::"memory");
    check("syscall", raised(cpu), SYS);
    check("syscall: ERA is the instruction", cpu->era, at);
    check("syscall: BADI", cpu->badi, 0x2b0007);
    asm volatile("break 5" ::: "memory");
    check("break", raised(cpu), BRK);
    asm volatile(".word 0" ::: "memory");
    check("a word that is no instruction", raised(cpu), INE);
    u64 odd = (u64)unaligned + 1;
    asm volatile("amadd_db.w $zero, $zero, %0" ::"r"(odd) : "memory");
    check("unaligned amadd", raised(cpu), ALE);
    check("unaligned amadd: BADV", cpu->badv, odd);
    u64 value;
    asm volatile("ld.d %0, %1, 0" : "=r"(value) : "r"(0x5000000000000000UL) : "memory");
    check("a load from no address", raised(cpu), ADE);
    check("a load from no address: EsubCode", cpu->estat >> 22 & 0x1ff, 1);
    check("a load from no address: BADV", cpu->badv, 0x5000000000000000UL);
    asm volatile("movgr2fr.d $fa0, $zero" ::: "memory");
    check("floating point while it is off", raised(cpu), FPD);
    asm volatile("asrtle.d %0, $zero" ::"r"(1UL) : "memory");
    check("asrtle", raised(cpu), BCE);

    csr_write(DMW1, 0x9000000000000019); /* open to level 3 */
    check("csrrd at level 3", as_user(cpu, user_reads_csr), IPE);
    check("csrrd at level 3: PRMD", cpu->prmd & 3, 3);
    check("idle at level 3", as_user(cpu, user_idles), IPE);
    check("rdtime and syscall at level 3", as_user(cpu, user_calls), SYS);
    check("the uncached window at level 3", as_user(cpu, user_reads_uncached), ADE);
    csr_write(DMW1, 0x9000000000000011);
    check("level 0 again", csr_read(CRMD) & 3, 0);
}

void stage(struct cpu *cpu) {
    check_modes(cpu);
    check_csrs();
    check_cpucfg();
    check_memory();
    check_text();
    check_exceptions(cpu);
}

static volatile u64 counter, locked;
static volatile u64 spin;

/* All at once: atomics and a lock made of ll and sc. */
void together(struct cpu *cpu) {
    for (int i = 0; i < 1000; i++) {
        __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
        u64 got;
        asm volatile("1: ll.d %0, %1, 0\n bnez %0, 1b\n ori %0, $zero, 1\n sc.d %0, %1, 0\n beqz %0, 1b"
                     : "=&r"(got) : "r"(&spin) : "memory");
        locked = locked + 1;
        __atomic_store_n(&spin, 0, __ATOMIC_SEQ_CST);
    }
    rendezvous(2);
    if (cpu->number == 0) {
        check("atomic additions", counter, 1000 * CPUS);
        check("additions under a lock", locked, 1000 * CPUS);
    }
}

void interrupt(struct cpu *cpu) {}
