/* What all images share: registers by number, checks that are printed one a line, CPUs that speak in turn. */
typedef unsigned long u64;
typedef unsigned int u32;
typedef unsigned short u16;
typedef unsigned char u8;

#define csr_read(number) ({ u64 v_; asm volatile("csrrd %0, %1" : "=r"(v_) : "i"(number) : "memory"); v_; })
#define csr_write(number, value) \
    ({ u64 v_ = (value); asm volatile("csrwr %0, %1" : "+r"(v_) : "i"(number) : "memory"); v_; })
#define csr_change(number, value, mask) \
    ({ u64 v_ = (value); asm volatile("csrxchg %0, %1, %2" : "+r"(v_) : "r"((u64)(mask)), "i"(number) : "memory"); v_; })
#define iocsr_read32(at) ({ u32 v_; asm volatile("iocsrrd.w %0, %1" : "=r"(v_) : "r"((u64)(at)) : "memory"); v_; })
#define iocsr_read64(at) ({ u64 v_; asm volatile("iocsrrd.d %0, %1" : "=r"(v_) : "r"((u64)(at)) : "memory"); v_; })
#define iocsr_write32(at, value) asm volatile("iocsrwr.w %0, %1" ::"r"((u64)(value)), "r"((u64)(at)) : "memory")
#define iocsr_write64(at, value) asm volatile("iocsrwr.d %0, %1" ::"r"((u64)(value)), "r"((u64)(at)) : "memory")

enum {
    CRMD = 0x0, PRMD = 0x1, EUEN = 0x2, MISC = 0x3, ECFG = 0x4, ESTAT = 0x5, ERA = 0x6, BADV = 0x7, EENTRY = 0xc,
    TLBIDX = 0x10, TLBEHI = 0x11, TLBELO0 = 0x12, TLBELO1 = 0x13, ASID = 0x18, PGDL = 0x19, PGDH = 0x1a, PGD = 0x1b,
    PWCL = 0x1c, PWCH = 0x1d, STLBPS = 0x1e, CPUID = 0x20, PRCFG1 = 0x21, PRCFG2 = 0x22, PRCFG3 = 0x23,
    SAVE4 = 0x34, TID = 0x40, TCFG = 0x41, TVAL = 0x42, CNTC = 0x43, TICLR = 0x44, LLBCTL = 0x60,
    TLBRENTRY = 0x88, TLBRBADV = 0x89, TLBRERA = 0x8a, TLBREHI = 0x8e, TLBRPRMD = 0x8f, DMW0 = 0x180, DMW1 = 0x181, DMW3 = 0x183
};
enum { PIL = 1, PIS, PIF, PME, PNR, PNX, PPI, ADE, ALE, BCE, SYS, BRK, INE, IPE, FPD };

#define UNCACHED 0x8000000000000000UL
#define CACHED 0x9000000000000000UL
#define UART 0x1fe001e0UL
#define PCH_PIC 0x10000000UL
#define SLEEP_CONTROL 0x100e001cUL

/* One a CPU; start.S knows where the first fields are, and how large it is: the rest is the stack. */
struct cpu {
    u64 estat, era, badv, prmd, badi, count, resume, user_sp;
    u64 number;
    volatile u64 ticks, ipis, ipi_status, uart_interrupts, software, lines;
    u8 stack[16384 - 15 * 8];
};
extern struct cpu cpus[CPUS];

extern volatile u64 console; /* virtual address of the UART */

void stage(struct cpu *cpu);      /* what each CPU does, one after another */
void together(struct cpu *cpu);   /* what all do at once, after that */
void interrupt(struct cpu *cpu);

void print(const char *text);
void print_hex(u64 value);
/* Prints `ok name`, or what was found and expected. */
void check(const char *name, u64 found, u64 expected);
/* The exception code of the last exception of this CPU, or 0 if there has been none since it was last asked. */
u64 raised(struct cpu *cpu);
void rendezvous(int number);
u64 rdtime(void);
void send_ipi(int cpu, int vector);
void send_mail(int cpu, int box, u64 value);

extern const char STAGE[];
extern char exception_entry[], refill_entry[], back_from_user[], interrupt_stub[], interrupt_stub_end[], secondary_start[];
void at_user_level(void (*text)(void));
