#include "board.h"

struct cpu cpus[CPUS] __attribute__((aligned(4096)));
static volatile u64 turn;
static volatile u64 arrived[8];
volatile u64 console = UNCACHED | UART;

static void put(char c) {
    volatile u8 *uart = (volatile u8 *)console;
    while (!(uart[5] & 0x20)) {}
    uart[0] = c;
}

void print(const char *text) {
    while (*text) put(*text++);
}

void print_hex(u64 value) {
    print("0x");
    int shift = 60;
    while (shift && !(value >> shift)) shift -= 4;
    for (; shift >= 0; shift -= 4) put("0123456789abcdef"[value >> shift & 15]);
}

void check(const char *name, u64 found, u64 expected) {
    print(found == expected ? "ok " : "FAIL ");
    print(name);
    if (found != expected) {
        print(": found ");
        print_hex(found);
        print(", expected ");
        print_hex(expected);
    }
    put('\n');
}

u64 raised(struct cpu *cpu) {
    asm volatile("" ::: "memory");
    u64 ecode = cpu->count ? cpu->estat >> 16 & 0x3f : 0;
    cpu->count = 0;
    return ecode;
}

/* All CPUs wait for one another. */
void rendezvous(int number) {
    __atomic_fetch_add(&arrived[number], 1, __ATOMIC_SEQ_CST);
    while (arrived[number] != CPUS) {}
}

u64 rdtime(void) {
    u64 now;
    asm volatile("rdtime.d %0, $zero" : "=r"(now)::"memory");
    return now;
}

void send_ipi(int cpu, int vector) {
    iocsr_write32(0x1040, 0x80000000u | (u32)cpu << 16 | vector);
}

void send_mail(int cpu, int box, u64 value) {
    u64 to = 0x80000000u | (u64)cpu << 16;
    iocsr_write64(0x1048, value >> 32 << 32 | to | (2 * box + 1) << 2);
    iocsr_write64(0x1048, value << 32 | to | (2 * box) << 2);
}

void cpu_main(u64 number) {
    struct cpu *cpu = &cpus[number];
    cpu->number = number;
    if (number == 0) {
        for (int other = 1; other < CPUS; other++) {
            send_mail(other, 0, (u64)secondary_start & 0xffffffffffffUL);
            send_ipi(other, 0);
        }
    }
    while (turn != number) {}
    print("CPU ");
    put('0' + number);
    put('\n');
    stage(cpu);
    turn = number + 1;
    rendezvous(0);
    together(cpu);
    rendezvous(1);
    if (number == 0) {
        print(STAGE);
        print(" done\n");
        *(volatile u8 *)(UNCACHED | SLEEP_CONTROL) = 0x34;
    }
    while (1) {}
}
