/* Stage 3: who the machine says it is, the timer, software interrupts, IPIs and mailboxes, idle, and the UART's interrupt by bridge and
   extended I/O interrupt controller, routed to each CPU in turn. */
#include "board.h"

const char STAGE[] = "stage 3";

enum { IS_SOFTWARE = 1 << 0, IS_HWI1 = 1 << 3, IS_TIMER = 1 << 11, IS_IPI = 1 << 12 };
enum { IE = 4, ONCE = 1, PERIODIC = 3 };
#define TICKS 0x4000UL

static u8 vectors[1 << 16] __attribute__((aligned(1 << 16)));
static volatile u8 *const uart = (volatile u8 *)(UNCACHED | UART);


static u32 pic_read(int at) {
    return *(volatile u32 *)(UNCACHED | PCH_PIC | at);
}

static void pic_write(int at, u32 value) {
    *(volatile u32 *)(UNCACHED | PCH_PIC | at) = value;
}

static void idle(void) {
    asm volatile("idle 0" ::: "memory");
}

static void on(void) {
    csr_change(CRMD, IE, IE);
}

static void off(void) {
    csr_change(CRMD, 0, IE);
}

/* Called with interrupts off, by the stub of any line: serves all that is pending. */
void interrupt(struct cpu *cpu) {
    u64 estat = csr_read(ESTAT);
    u64 pending = estat & csr_read(ECFG) & 0x1fff;
    cpu->lines |= pending;
    if (estat >> 16 & 0x3f) cpu->lines |= 1UL << 63; /* an interrupt has Ecode 0 */
    if (pending & IS_TIMER) {
        cpu->ticks++;
        csr_write(TICLR, 1);
    }
    if (pending & IS_SOFTWARE) {
        cpu->software++;
        csr_change(ESTAT, 0, IS_SOFTWARE);
    }
    if (pending & IS_IPI) {
        u32 status = iocsr_read32(0x1000);
        iocsr_write32(0x100c, status);
        cpu->ipis++;
        cpu->ipi_status |= status;
    }
    if (pending & IS_HWI1) {
        u64 vector = iocsr_read64(0x1800);
        iocsr_write64(0x1800, vector);
        if (vector & 1) {
            u8 identification = uart[2];
            if ((identification & 0x3f) == 2) cpu->uart_interrupts++;
        }
    }
}

static void set_up(struct cpu *cpu) {
    if (cpu->number == 0) {
        for (int line = 0; line < 14; line++) {
            for (char *from = interrupt_stub; from < interrupt_stub_end; from++) {
                vectors[(64 + line) * 512 + (from - interrupt_stub)] = *from;
            }
        }
        for (int i = 0; i < 64; i++) {
            for (char *from = exception_entry; from < exception_entry + 128; from++) vectors[i * 512 + (from - exception_entry)] = *from;
        }
    }
    asm volatile("ibar 0" ::: "memory");
    csr_write(EENTRY, (u64)vectors);
    csr_write(ECFG, 7UL << 16);
}

static void check_identity(void) {
    check("IOCSR features", iocsr_read32(0x8), 0x1c);
    check("IOCSR vendor", iocsr_read64(0x10), 0x6e6f73676e6f6f4cUL);
    check("IOCSR name", iocsr_read64(0x20), 0x303030354133UL);
    check("IOCSR extended interrupts", iocsr_read64(0x420) >> 48 & 1, 1);
    check("PCH-PIC", *(volatile u64 *)(UNCACHED | PCH_PIC), 0x003f000107000000UL);
    check("UART: ready", uart[5] & 0x60, 0x60);
}

static void check_exceptions(struct cpu *cpu) {
    raised(cpu);
    asm volatile("syscall 0" ::: "memory");
    check("an exception has a vector of its own", raised(cpu), SYS);
}

static void check_timer(struct cpu *cpu) {
    csr_write(ECFG, 7UL << 16 | IS_TIMER);
    cpu->ticks = 0;
    u64 start = rdtime();
    csr_write(TCFG, TICKS | ONCE);
    check("TVAL counts down", csr_read(TVAL) <= TICKS, 1);
    while (!(csr_read(ESTAT) & IS_TIMER)) {}
    check("the timer is due, and no earlier", rdtime() - start >= TICKS, 1);
    check("no interrupt while they are off", cpu->ticks, 0);
    on();
    off();
    check("the timer's interrupt", cpu->ticks, 1);
    for (int i = 0; i < 3; i++) {
        csr_write(TCFG, TICKS | ONCE);
        while (cpu->ticks != (u64)i + 2) {
            on();
            idle();
            off();
        }
    }
    check("one shot after the other, in idle", cpu->ticks, 4);
    start = rdtime();
    while (rdtime() - start < 4 * TICKS) {
        on();
        off();
    }
    check("one shot is one", cpu->ticks, 4);
    start = rdtime();
    csr_write(TCFG, TICKS | PERIODIC);
    cpu->ticks = 0;
    while (cpu->ticks < 5) {
        on();
        idle();
        off();
    }
    csr_write(TCFG, 0);
    check("five periods are as long as five periods", rdtime() - start >= 5 * TICKS, 1);
    csr_write(TICLR, 1);
    check("TICLR", csr_read(ESTAT) & IS_TIMER, 0);
    check("only the timer", cpu->lines, IS_TIMER);
    cpu->lines = 0;
}

static void check_software(struct cpu *cpu) {
    if (csr_read(PRCFG1) == 0) return; /* QEMU 7.2, which overlooks them */
    csr_write(ECFG, 7UL << 16 | IS_SOFTWARE);
    csr_change(ESTAT, IS_SOFTWARE, IS_SOFTWARE);
    check("a software interrupt waits", cpu->software, 0);
    on();
    off();
    check("a software interrupt", cpu->software, 1);
    csr_change(ESTAT, IS_SOFTWARE, IS_SOFTWARE);
    idle();
    check("idle ends on what is pending already", cpu->software, 1);
    csr_change(ESTAT, 0, IS_SOFTWARE);
    cpu->lines = 0;
}

static void check_own_ipi(struct cpu *cpu) {
    csr_write(ECFG, 7UL << 16 | IS_IPI);
    iocsr_write32(0x1004, 0xffffffff);
    iocsr_write32(0x100c, 0xffffffff);
    cpu->ipis = cpu->ipi_status = 0;
    send_ipi(cpu->number, 3);
    while (!(csr_read(ESTAT) & IS_IPI)) {}
    idle();
    check("idle with interrupts off ends on an IPI", cpu->ipis, 0);
    check("IPI status", iocsr_read32(0x1000), 1 << 3);
    on();
    off();
    check("an IPI to oneself", cpu->ipis, 1);
    check("its number", cpu->ipi_status, 1 << 3);
    check("an IPI that was cleared is over", csr_read(ESTAT) & IS_IPI, 0);
    cpu->ipi_status = 0;
    send_mail(cpu->number, 3, 0x0123456789abcdefUL);
    check("a mailbox", iocsr_read64(0x1038), 0x0123456789abcdefUL);
    cpu->lines = 0;
}

/* The UART's line goes to pin 2 of the bridge, which sends vector 0, which goes to this CPU's HWI1. */
static void check_uart(struct cpu *cpu) {
    iocsr_write32(0x14a0, 0x00020001);
    iocsr_write32(0x14c0, 0x02020202);
    iocsr_write32(0x14c4, 0x02020202);
    iocsr_write32(0x1600, 0xffffffff);
    iocsr_write32(0x1c00, 0x01010100 | 1u << cpu->number);
    *(volatile u8 *)(UNCACHED | PCH_PIC | 0x202) = 0;
    pic_write(0x40, 0xffffffff);
    pic_write(0x60, 0);
    pic_write(0x20, 0xfffffffb);
    check("PCH-PIC mask", pic_read(0x20), 0xfffffffb);
    csr_write(ECFG, 7UL << 16 | IS_HWI1);
    cpu->uart_interrupts = 0;
    /* Nothing is printed until the end: that would be new interrupts. */
    uart[3] = 3;
    uart[1] = 2;
    u64 pending = csr_read(ESTAT) & IS_HWI1;
    on();
    off();
    u64 taken = cpu->uart_interrupts;
    u64 after = csr_read(ESTAT) & IS_HWI1;
    u64 which = uart[2] & 0x3f;
    pic_write(0x20, 0xffffffff);
    uart[1] = 0;
    uart[1] = 2;
    u64 masked = csr_read(ESTAT) & IS_HWI1;
    pic_write(0x20, 0xfffffffb);
    u64 unmasked = csr_read(ESTAT) & IS_HWI1;
    on();
    off();
    u64 heard = cpu->uart_interrupts;
    uart[1] = 0;
    pic_write(0x20, 0xffffffff);
    check("the transmitter's interrupt is pending", pending, IS_HWI1);
    check("the transmitter's interrupt", taken, 1);
    check("reading which it is ends it", after, 0);
    check("which it is, then", which, 1);
    check("a masked pin is silent", masked, 0);
    check("an unmasked pin speaks", unmasked, IS_HWI1);
    check("and is heard", heard, 2);
    check("only HWI1", cpu->lines, IS_HWI1);
    cpu->lines = 0;
}

void stage(struct cpu *cpu) {
    set_up(cpu);
    check_identity();
    check_exceptions(cpu);
    check_timer(cpu);
    check_software(cpu);
    check_own_ipi(cpu);
    check_uart(cpu);
    cpu->ipis = cpu->ipi_status = 0;
}

/* All at once: each has a timer, and passes an IPI on to the next, which is idle until it comes. */
void together(struct cpu *cpu) {
    int next = (cpu->number + 1) % CPUS;
    csr_write(ECFG, 7UL << 16 | IS_IPI | IS_TIMER);
    cpu->ticks = 0;
    rendezvous(2);
    csr_write(TCFG, TICKS | PERIODIC);
    if (cpu->number == 0) send_ipi(next, 5);
    for (u64 round = 1; round <= 10; round++) {
        while (cpu->ipis < round) {
            idle();
            on();
            off();
        }
        if (round < 10 || cpu->number != 0) send_ipi(next, 5);
    }
    while (cpu->ticks < 3) {
        idle();
        on();
        off();
    }
    csr_write(TCFG, 0);
    if (cpu->number == CPUS - 1) {
        send_mail(0, 1, 0xfeedUL << 32 | 0xf00d);

    }
    rendezvous(3);
    if (cpu->number == 0) {
        u64 ipis = 0;
        u64 ticked = 1;
        for (int i = 0; i < CPUS; i++) {
            ipis += cpus[i].ipis;
            ticked &= cpus[i].ticks >= 3;
        }
        check("IPIs around the ring", ipis, 10 * CPUS);
        check("their number", cpu->ipi_status, 1 << 5);
        check("timers beside them", ticked, 1);
        check("a mailbox from the last", iocsr_read64(0x1028), 0xfeed0000f00dUL);
    }
}
