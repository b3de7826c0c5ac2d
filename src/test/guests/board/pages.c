/* Stage 2: page tables of three levels and 16 KiB, the refill handler, page faults, address spaces, a huge page; the UART is mapped. */
#include "board.h"

const char STAGE[] = "stage 2";

#define PAGE 16384UL
#define ENTRIES 2048
#define V 0x1UL
#define D 0x2UL
#define USER 0xcUL
#define CACHED_PAGE 0x10UL
#define G 0x40UL
#define SOFTWARE (0x380UL | 1UL << 59 | 1UL << 60) /* bits that the TLB must ignore */
#define NR (1UL << 61)
#define NX (1UL << 62)
#define RPLV (1UL << 63)
#define HUGE 0x40UL
#define HUGE_GLOBAL 0x1000UL

#define LOW 0x10000000UL            /* where pages are mapped, in the lower half */
#define HIGH 0xffff800082000000UL   /* and devices in the upper */
#define HUGE_AT 0x20000000UL        /* 32 MiB from physical 0 on */

typedef u64 table[ENTRIES] __attribute__((aligned(16384)));

/* Tables of one CPU. What is not mapped leads to a table of invalid entries. */
struct tables {
    table directory, middle, leaf, high_directory, high_middle, high_leaf;
};
static struct tables tables[CPUS];
static table invalid_middle, invalid_leaf;
static u8 memory[CPUS][8 * PAGE] __attribute__((aligned(16384)));

static u64 physical(const volatile void *at) {
    return (u64)at & 0xffffffffffffUL;
}

static void invalidate(u64 operation, u64 asid, u64 address) {
    switch (operation) {
    case 0: asm volatile("invtlb 0, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    case 2: asm volatile("invtlb 2, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    case 3: asm volatile("invtlb 3, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    case 4: asm volatile("invtlb 4, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    case 5: asm volatile("invtlb 5, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    case 6: asm volatile("invtlb 6, %0, %1" ::"r"(asid), "r"(address) : "memory"); break;
    }
}

static u64 *entry(struct cpu *cpu, u64 address) {
    return &tables[cpu->number].leaf[address >> 14 & (ENTRIES - 1)];
}

static u8 *page(struct cpu *cpu, int number) {
    return &memory[cpu->number][number * PAGE];
}

static void map(struct cpu *cpu, u64 address, int number, u64 flags) {
    *entry(cpu, address) = physical(page(cpu, number)) | flags | CACHED_PAGE | SOFTWARE;
}

/* An entry has changed: the TLB has to learn it, if it knows the page. */
static void update(struct cpu *cpu, u64 address) {
    csr_write(TLBEHI, address);
    asm volatile("tlbsrch" ::: "memory");
    u64 *pair = entry(cpu, address & ~(2 * PAGE - 1));
    csr_change(TLBIDX, 14UL << 24, 0x3fUL << 24);
    csr_write(TLBELO0, pair[0]);
    csr_write(TLBELO1, pair[1]);
    if (csr_read(TLBIDX) >> 31 & 1) asm volatile("tlbfill" ::: "memory");
    else asm volatile("tlbwr" ::: "memory");
    invalidate(4, 1023, 0); /* of nobody: QEMU 7.2 goes by what was there before, until there is an invtlb */
}

static u64 read(u64 address) {
    u64 value = 0xdead;
    asm volatile("ld.d %0, %1, 0" : "+r"(value) : "r"(address) : "memory");
    return value;
}

static void write(u64 address, u64 value) {
    asm volatile("st.d %0, %1, 0" ::"r"(value), "r"(address) : "memory");
}

static void set_up(struct cpu *cpu) {
    struct tables *t = &tables[cpu->number];
    for (int i = 0; i < ENTRIES; i++) {
        t->directory[i] = t->high_directory[i] = (u64)invalid_middle;
        t->middle[i] = t->high_middle[i] = invalid_middle[i] = (u64)invalid_leaf;
        t->leaf[i] = t->high_leaf[i] = invalid_leaf[i] = 0;
    }
    t->directory[LOW >> 36 & (ENTRIES - 1)] = (u64)t->middle;
    t->middle[LOW >> 25 & (ENTRIES - 1)] = (u64)t->leaf;
    t->middle[HUGE_AT >> 25 & (ENTRIES - 1)] = 0 | V | D | CACHED_PAGE | HUGE | HUGE_GLOBAL;
    t->high_directory[HIGH >> 36 & (ENTRIES - 1)] = (u64)t->high_middle;
    t->high_middle[HIGH >> 25 & (ENTRIES - 1)] = (u64)t->high_leaf;
    /* The page of the UART, and its neighbour: global means that both halves say so. */
    t->high_leaf[HIGH >> 14 & (ENTRIES - 1)] = (UART & ~(PAGE - 1)) | V | D | G;
    t->high_leaf[(HIGH >> 14 & (ENTRIES - 1)) + 1] = G;
    csr_write(PGDL, (u64)t->directory);
    csr_write(PGDH, (u64)t->high_directory);
    csr_write(PWCL, 14 | 11 << 5 | 25 << 10 | 11 << 15);
    csr_write(PWCH, 36 | 11 << 6);
    csr_write(STLBPS, 14);
    csr_write(TLBREHI, 14);
    csr_write(TLBRENTRY, physical(refill_entry));
    csr_write(ASID, 1);
    invalidate(0, 0, 0);
}

static void check_pages(struct cpu *cpu) {
    for (int i = 0; i < 8; i++) *(volatile u64 *)page(cpu, i) = 0x1000 + i;
    for (int i = 0; i < 4; i++) map(cpu, LOW + i * PAGE, 3 - i, V | D);
    raised(cpu);
    check("a mapped page", read(LOW), 0x1003);
    check("its neighbour", read(LOW + PAGE), 0x1002);
    check("another pair", read(LOW + 2 * PAGE), 0x1001);
    write(LOW + 3 * PAGE + 8, 0x77);
    check("a store to a mapped page", *(volatile u64 *)(page(cpu, 0) + 8), 0x77);
    check("no exception but refills", raised(cpu), 0);
    check("refill: TLBRBADV", csr_read(TLBRBADV), LOW + 2 * PAGE);
    check("refill: over", csr_read(TLBRERA) & 1, 0);
    check("refill: TLBREHI", csr_read(TLBREHI), LOW + 2 * PAGE + 14);

    /* What was printed may have had the entry replaced, and its neighbour have brought it back. */
    invalidate(0, 0, 0);
    read(LOW);
    csr_write(TLBEHI, LOW);
    asm volatile("tlbsrch" ::: "memory");
    u64 found = csr_read(TLBIDX);
    asm volatile("tlbrd" ::: "memory");
    /* Printing may refill, and what a refill replaces is the hardware's choice. */
    u64 index = csr_read(TLBIDX), high = csr_read(TLBEHI), even = csr_read(TLBELO0), odd = csr_read(TLBELO1);
    check("tlbsrch finds it", found >> 31 & 1, 0);
    check("tlbrd: TLBEHI", high, LOW);
    check("tlbrd: TLBELO0", even, physical(page(cpu, 3)) | V | D | CACHED_PAGE);
    check("tlbrd: TLBELO1", odd, physical(page(cpu, 2)) | V | D | CACHED_PAGE);
    check("tlbrd: page size", index >> 24 & 0x3f, 14);
    csr_write(TLBEHI, LOW + 6 * PAGE);
    asm volatile("tlbsrch" ::: "memory");
    check("tlbsrch misses", csr_read(TLBIDX) >> 31 & 1, 1);
}

/* QEMU 7.2, which has no PRCFG1, fetches what could not be fetched once more, for BADI, and so never leaves PNX and PPI. */
static int fetches_bad_instructions(void) {
    return csr_read(PRCFG1) == 0;
}

static void check_faults(struct cpu *cpu) {
    u64 at = LOW + 8 * PAGE;
    raised(cpu);
    read(at + 0x18);
    check("load of an invalid page", raised(cpu), PIL);
    check("load of an invalid page: BADV", cpu->badv, at + 0x18);
    check("load of an invalid page: TLBEHI", csr_read(TLBEHI), at);
    write(at, 1);
    check("store to an invalid page", raised(cpu), PIS);
    cpu->resume = (u64)back_from_user;
    at_user_level((void (*)(void))at);
    check("fetch from an invalid page", raised(cpu), PIF);
    check("fetch from an invalid page: ERA", cpu->era, at);

    map(cpu, at, 4, V);
    update(cpu, at);
    check("a page made valid", read(at), 0x1004);
    check("without an exception", raised(cpu), 0);
    write(at, 0x99);
    check("store to a clean page", raised(cpu), PME);
    check("store to a clean page: BADV", cpu->badv, at);
    check("a clean page is as it was", read(at), 0x1004);
    map(cpu, at, 4, V | D);
    update(cpu, at);
    write(at, 0x99);
    check("a page made dirty", *(volatile u64 *)page(cpu, 4), 0x99);
    map(cpu, at, 4, V | D | NR);
    update(cpu, at);
    read(at);
    check("load of a page not to be read", raised(cpu), PNR);
    map(cpu, at, 4, V | D | RPLV | USER);
    update(cpu, at);
    read(at);
    check("load at level 0 of a page for level 3 only", raised(cpu), PPI);
    if (fetches_bad_instructions()) return;
    map(cpu, at, 4, V | D | NX);
    update(cpu, at);
    cpu->resume = (u64)&&behind;
    asm volatile goto("jr %0" ::"r"(at) : "memory" : behind);
behind:
    check("fetch from a page not to be executed", raised(cpu), PNX);
}

static void check_text(struct cpu *cpu) {
    u64 at = LOW + 10 * PAGE;
    u32 *text = (u32 *)page(cpu, 5);
    text[0] = 0x02c00484; /* addi.d $a0, $a0, 1 */
    text[1] = 0x4c000020; /* ret */
    /* The last word of the page goes on in the next. */
    text[PAGE / 4 - 1] = 0x02c00884; /* addi.d $a0, $a0, 2 */
    *(u32 *)page(cpu, 6) = 0x4c000020;
    map(cpu, at, 5, V | D | USER);
    map(cpu, at + PAGE, 6, V | D | USER);
    asm volatile("ibar 0" ::: "memory");
    check("text in a mapped page", ((long (*)(long))at)(1), 2);
    check("text across two pages", ((long (*)(long))(at + PAGE - 4))(1), 3);
    text[0] = 0x02c00c84; /* addi.d $a0, $a0, 3 */
    asm volatile("ibar 0" ::: "memory");
    check("text patched by another address", ((long (*)(long))at)(1), 4);
    text[0] = 0x28c00084; /* ld.d $a0, $a0, 0 */
    text[1] = 0x002b0000; /* syscall 0 */
    asm volatile("ibar 0" ::: "memory");
    raised(cpu);
    cpu->resume = (u64)back_from_user;
    at_user_level((void (*)(void))(at + 4));
    check("text at level 3", raised(cpu), SYS);
    check("text at level 3: ERA", cpu->era, at + 4);
    cpu->resume = (u64)back_from_user;
    at_user_level((void (*)(void))CACHED);
    check("a window of level 0 at level 3", raised(cpu), ADE);
    check("a window of level 0 at level 3: EsubCode", cpu->estat >> 22 & 0x1ff, 0);
    text[0] = 0x28c00084; /* ld.d $a0, $a0, 0; $a0 is what ERA was */
    asm volatile("ibar 0" ::: "memory");
    cpu->resume = (u64)back_from_user;
    csr_write(ERA, at + PAGE);
    at_user_level((void (*)(void))at);
    check("a load at level 3", raised(cpu), SYS);
    cpu->resume = (u64)back_from_user;
    csr_write(ERA, CACHED + 8);
    at_user_level((void (*)(void))at);
    check("a load from a window of level 0 at level 3", raised(cpu), ADE);
    check("a load from a window of level 0 at level 3: EsubCode", cpu->estat >> 22 & 0x1ff, 1);
    cpu->resume = (u64)back_from_user;
    csr_write(ERA, LOW);
    at_user_level((void (*)(void))at);
    check("a load from a page of level 0 at level 3", raised(cpu), PPI);
    if (fetches_bad_instructions()) return;
    map(cpu, at, 5, V | D);
    update(cpu, at);
    cpu->resume = (u64)back_from_user;
    at_user_level((void (*)(void))at);
    check("text of level 0 at level 3", raised(cpu), PPI);
}

static void check_unaligned(struct cpu *cpu) {
    u64 at = LOW + 12 * PAGE;
    map(cpu, at, 1, V | D);
    map(cpu, at + PAGE, 7, V | D);
    write(at + PAGE - 3, 0x8877665544332211);
    check("a store across two pages", read(at + PAGE - 3), 0x8877665544332211);
    check("its end in the second", *(volatile u64 *)page(cpu, 7) & 0xffffffffff, 0x8877665544);
    check("its beginning in the first", *(volatile u32 *)(page(cpu, 1) + PAGE - 4) >> 8, 0x332211);
    map(cpu, at + PAGE, 7, V);
    update(cpu, at);
    raised(cpu);
    write(at + PAGE - 3, 0);
    check("a store across, and the second page clean", raised(cpu), PME);
    check("its beginning is as it was", *(volatile u32 *)(page(cpu, 1) + PAGE - 4) >> 8, 0x332211);
}

static void check_huge(struct cpu *cpu) {
    u64 here = physical(&tables[cpu->number].leaf[3]);
    check("a huge page", read(HUGE_AT + here), tables[cpu->number].leaf[3]);
    check("its upper half", read(HUGE_AT + 0x1000000), *(volatile u64 *)(CACHED + 0x1000000));
    csr_write(TLBEHI, HUGE_AT);
    asm volatile("tlbsrch" ::: "memory");
    asm volatile("tlbrd" ::: "memory");
    u64 index = csr_read(TLBIDX), odd = csr_read(TLBELO1);
    check("a huge page: size of a half", index >> 24 & 0x3f, 24);
    check("a huge page: the upper half", odd, 0x1000000 | V | D | CACHED_PAGE | G);
}

static void check_spaces(struct cpu *cpu) {
    u64 at = LOW + 16 * PAGE;
    map(cpu, at, 0, V | D);
    check("address space 1", read(at), 0x1000);
    map(cpu, at, 1, V | D);
    check("the TLB still knows", read(at), 0x1000);
    csr_write(ASID, 2);
    check("address space 2", read(at), 0x1001);
    csr_write(ASID, 1);
    check("address space 1 again", read(at), 0x1000);
    invalidate(5, 2, at);
    check("invtlb 5 of another address space", read(at), 0x1000);
    invalidate(5, 1, at);
    check("invtlb 5", read(at), 0x1001);
    map(cpu, at, 2, V | D);
    invalidate(4, 1, 0);
    check("invtlb 4", read(at), 0x1002);
    map(cpu, at, 3, V | D);
    invalidate(2, 0, 0);
    check("invtlb 2 leaves what is not global", read(at), 0x1002);
    invalidate(3, 0, 0);
    check("invtlb 3", read(at), 0x1003);
    /* Both halves global. */
    map(cpu, at, 0, V | D | G);
    map(cpu, at + PAGE, 1, V | D | G);
    invalidate(0, 0, 0);
    check("a global page", read(at), 0x1000);
    map(cpu, at, 2, V | D | G);
    csr_write(ASID, 2);
    check("a global page in address space 2", read(at), 0x1000);
    invalidate(5, 2, at);
    check("invtlb 5 leaves what is global", read(at), 0x1000);
    invalidate(6, 2, at);
    check("invtlb 6", read(at), 0x1002);
    csr_write(ASID, 1);
    invalidate(0, 0, 0);
}

/* More pages than the TLB has room for. */
static void check_many(struct cpu *cpu) {
    u64 *leaf = tables[cpu->number].leaf;
    for (int i = 0; i < 1024; i++) leaf[1024 + i] = physical(page(cpu, i & 7)) | V | D | CACHED_PAGE;
    for (int i = 0; i < 8; i++) *(volatile u64 *)(page(cpu, i) + 16) = i;
    u64 sum = 0;
    for (int asid = 3; asid < 8; asid++) {
        csr_write(ASID, asid);
        for (int i = 0; i < 1024; i++) sum += read(LOW + (1024 + i) * PAGE + 16);
    }
    csr_write(ASID, 1);
    check("five address spaces of a thousand pages", sum, 5 * 1024 / 8 * 28);
}

void stage(struct cpu *cpu) {
    set_up(cpu);
    u64 direct = console;
    console = HIGH + (UART & (PAGE - 1));
    check("the UART is mapped", console >> 48, 0xffff);
    check_pages(cpu);
    check_faults(cpu);
    check_text(cpu);
    check_unaligned(cpu);
    check_huge(cpu);
    check_spaces(cpu);
    check_many(cpu);
    console = direct;
}

/* All at once, each through its own tables. */
void together(struct cpu *cpu) {
    u64 at = LOW + 20 * PAGE;
    map(cpu, at, 0, V | D);
    map(cpu, at + PAGE, 1, V | D);
    for (int i = 0; i < 100; i++) {
        write(at + 24, i);
        invalidate(5, 1, at);
        if (read(at + 24) != i) check("own tables", i, 0);
    }
    rendezvous(2);
    if (cpu->number == 0) {
        u64 sum = 0;
        for (int i = 0; i < CPUS; i++) sum += *(volatile u64 *)&memory[i][24];
        check("own tables", sum, 99 * CPUS);
    }
}

void interrupt(struct cpu *cpu) {}
