package kprobarium.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import kprobarium.event.Event;
import kprobarium.isa.Ecode;
import kprobarium.machine.Cpu;
import kprobarium.machine.Memory;
import kprobarium.machine.State;

/// The deaths of a machine's kernel, as part of its state: the first few, in order; how often it warned; and whether it gave up.
///
/// What the kernel logs on these occasions is written only if somebody listens. Of the lines of show_regs() those are here whose values
/// the machine has.
final class Oopses {
    static final String PAGING_REQUEST = "Unable to handle kernel paging request at virtual address";
    /// The functions that an oops can be in, of all versions.
    static final List<String> FUNCTIONS = List.of("do_bp", "kprobe_pre_handler", "kprobe_post_handler", "kprobe_breakpoint_handler",
            "kprobe_singlestep_handler", "reenter_kprobe", "do_page_fault", "do_ade", "do_ale", "do_ri", "do_bce", "do_fpu", "do_lsx",
            "do_lasx", "do_reserved",
            "rethook_trampoline_handler", "__kretprobe_trampoline_handler", "register_kprobe", "schedule_debug",
            "__might_resched");
    private static final List<String> MESSAGES = List.of("Break instruction in kernel code", "Oops - BUG", "Oops", PAGING_REQUEST,
            "Kernel ade access", "Kernel ale access", "Kernel bounds check", "Reserved instruction in kernel code",
            "do_fpu invoked from kernel context!", "do_lsx invoked from kernel context!", "do_lasx invoked from kernel context!",
            "Unexpected exception", "Kernel stack overflow");
    /// The bits of preempt_count() that say so: NMI, hardirq and softirq.
    static final long IN_INTERRUPT = 0xff_ff00;
    /// In place of an address.
    static final long NONE = 0;
    private static final int MAX = 8;
    private static final int CPU = 0, MESSAGE = 1, FUNCTION = 2, ERA = 3, FIELDS = 4;
    private static final int TP = 2;
    private static final int INSTRUCTION = 4;
    /// show_code() reads from so many words before ERA up to so many behind.
    private static final int BEFORE = 3, BEHIND = 5;
    /// Text does not begin with the first label of an experiment: so many words around it can be read, and are not said.
    private static final int AROUND = 16;
    // @formatter:off
    private static final String[] GPRS = {
        "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
        "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"};
    // @formatter:on

    private final Kernel k;
    private final State state;
    private final Memory memory;
    private final int count;
    private final int first;
    private final int warnings;
    private final int panicked;
    final ToLongFunction<Cpu> dieLock;

    Oopses(Kernel k) {
        this.k = k;
        state = k.machine.state();
        memory = k.machine.memory();
        count = state.allocate(1);
        first = state.allocate(MAX * FIELDS);
        warnings = state.allocate(FUNCTIONS.size());
        panicked = state.allocate(1);
        dieLock = _ -> memory.load(Layout.DIE_LOCK, 8);
    }

    /// `regs`: what was interrupted; 0 where the kernel itself could go no further.
    void record(Cpu cpu, String message, String function, long era, long regs) {
        int n = (int) state.get(count);
        if (n < MAX) {
            int at = first + n * FIELDS;
            state.set(at + CPU, cpu.number());
            state.set(at + MESSAGE, MESSAGES.indexOf(message));
            state.set(at + FUNCTION, FUNCTIONS.indexOf(function));
            state.set(at + ERA, era);
            state.set(count, n + 1);
        }
        if (!k.machine.trace().on()) return;
        report(cpu, message, era, regs, n + 1);
        k.machine.trace().say(cpu, stamp -> new Event.Oops(stamp, message, function, era, k.where(era)));
    }

    /// The lines of a report have the default level, as in the kernel.
    private void say(Cpu cpu, String level, String line) {
        k.machine.trace().say(cpu, stamp -> new Event.Logged(stamp, level, line));
    }

    private void report(Cpu cpu, String message, long era, long regs, int number) {
        boolean paging = message.equals(PAGING_REQUEST);
        if (paging) {
            long bad = regs == 0 ? era : memory.load(regs + PtRegs.CSR_BADVADDR, 8);
            long ra = regs == 0 ? 0 : memory.load(regs + 8L * Cpu.RA, 8);
            String where = String.format(Locale.ROOT, "%016x, era == %016x, ra == %016x", bad, era, ra);
            say(cpu, "alert", "CPU " + cpu.number() + " " + PAGING_REQUEST + " " + where);
        }
        say(cpu, "default", (paging ? "Oops" : message) + "[#" + number + "]:");
        if (regs == 0) return;
        showRegs(cpu, regs);
        showCode(cpu, era);
        if (unreadable(era) == NONE) say(cpu, "default", "---[ end trace 0000000000000000 ]---");
    }

    private void showRegs(Cpu cpu, long regs) {
        long era = memory.load(regs + PtRegs.CSR_ERA, 8);
        long ra = memory.load(regs + 8L * Cpu.RA, 8);
        long tp = memory.load(regs + 8L * TP, 8);
        long sp = memory.load(regs + 8L * Cpu.SP, 8);
        say(cpu, "default", String.format(Locale.ROOT, "pc %016x ra %016x tp %016x sp %016x", era, ra, tp, sp));
        for (int i = 0; i < GPRS.length; i += 4) {
            StringBuilder four = new StringBuilder();
            for (int n = i; n < i + 4; n++) {
                long value = memory.load(regs + 8L * (Cpu.A0 + n), 8);
                four.append(n == i ? "" : " ").append(String.format(Locale.ROOT, "%s %016x", GPRS[n], value));
            }
            say(cpu, "default", four.toString());
        }
        say(cpu, "default", String.format(Locale.ROOT, "   ra: %016x %s", ra, k.where(ra)));
        say(cpu, "default", String.format(Locale.ROOT, "  ERA: %016x %s", era, k.where(era)));
        long crmd = memory.load(regs + PtRegs.CSR_CRMD, 8);
        String mode = "(PLV" + (crmd & Cpu.PLV) + flag(crmd, 2, "IE")
                + flag(crmd, 3, "DA") + flag(crmd, 4, "PG") + flag(crmd, 9, "WE") + ")";
        say(cpu, "default", String.format(Locale.ROOT, " CRMD: %08x %s", crmd, mode));
        long prmd = memory.load(regs + PtRegs.CSR_PRMD, 8);
        String before = "(PPLV" + (prmd & Cpu.PLV) + flag(prmd, 2, "PIE") + flag(prmd, 3, "PWE") + ")";
        say(cpu, "default", String.format(Locale.ROOT, " PRMD: %08x %s", prmd, before));
        long estat = memory.load(regs + PtRegs.CSR_ESTAT, 8);
        int code = (int) (estat >>> 16 & 0x3f);
        int subcode = (int) (estat >>> 22 & 0x1ff);
        String cause = "[" + name(code, subcode) + "] (IS= ECode=" + code + " EsubCode=" + subcode + ")";
        say(cpu, "default", String.format(Locale.ROOT, "ESTAT: %08x %s", estat, cause));
        if (code >= Ecode.PIL.number() && code <= Ecode.ALE.number()) {
            say(cpu, "default", String.format(Locale.ROOT, " BADV: %016x", memory.load(regs + PtRegs.CSR_BADVADDR, 8)));
        }
        say(cpu, "default", "Call Trace:");
        say(cpu, "default", String.format(Locale.ROOT, "[<%016x>] %s", era, k.where(era)));
        if (k.isKernelText(era) && k.isKernelText(ra)) say(cpu, "default", String.format(Locale.ROOT, "[<%016x>] %s", ra, k.where(ra)));
    }

    private static String flag(long csr, int bit, String name) {
        return ((csr >>> bit & 1) != 0 ? " +" : " -") + name;
    }

    private static String name(int code, int subcode) {
        for (Ecode each : Ecode.values()) if (each.number() == code && each.subcode() == subcode) return each.name();
        return "";
    }

    private void showCode(Cpu cpu, long era) {
        StringBuilder code = new StringBuilder("Code:");
        long end = unreadable(era);
        for (int i = -BEFORE; i <= BEHIND; i++) {
            long at = era + (long) INSTRUCTION * i;
            if (at == end && end != NONE) break;
            String word = memory.mapped(at, INSTRUCTION) ? String.format(Locale.ROOT, "%08x", memory.word(at)) : "........";
            code.append(i == 0 ? "<" : " ").append(word).append(i == 0 ? ">" : " ");
        }
        say(cpu, "default", code.toString());
    }

    /// The first word that the report of a death at `era` would show and cannot read, or [#NONE].
    long unreadable(long era) {
        for (int i = -BEFORE; i <= BEHIND; i++) {
            long at = era + (long) INSTRUCTION * i;
            if (!k.isNearKernelText(at, INSTRUCTION * AROUND) && !memory.mapped(at, INSTRUCTION)) return at;
        }
        return NONE;
    }

    /// The rest of a report whose code could not all be read, after all.
    void badAddressInEra(Cpu cpu) {
        if (!k.machine.trace().on()) return;
        say(cpu, "default", " (Bad address in era)");
        say(cpu, "default", "---[ end trace 0000000000000000 ]---");
    }

    /// The task is dead that ran on `cpu`.
    void exited(Cpu cpu) {
        long preemptCount = k.preemptCount(cpu);
        if (preemptCount == 0 || !k.machine.trace().on()) return;
        say(cpu, "info", "note: " + k.tasks.comm(cpu.task()) + "[" + (cpu.task() + 1) + "] exited with preempt_count " + preemptCount);
    }

    void panic(Cpu cpu) {
        state.set(panicked, 1);
        String reason = "Fatal exception in interrupt";
        say(cpu, "emerg", "Kernel panic - not syncing: " + reason);
        k.machine.trace().say(cpu, stamp -> new Event.Panic(stamp, reason));
    }

    boolean panicked() {
        return state.get(panicked) != 0;
    }

    void warn(Cpu cpu, String function) {
        int cell = warnings + FUNCTIONS.indexOf(function);
        state.count(cell, state.get(cell) + 1);
        if (!k.machine.trace().on()) return;
        say(cpu, "warning", "------------[ cut here ]------------");
        say(cpu, "warning", "WARNING: CPU: " + cpu.number() + " at " + function);
        say(cpu, "warning", "---[ end trace 0000000000000000 ]---");
    }

    void schedulingWhileAtomic(Cpu cpu) {
        int cell = warnings + FUNCTIONS.indexOf("schedule_debug");
        state.count(cell, state.get(cell) + 1);
        if (!k.machine.trace().on()) return;
        String comm = k.tasks.comm(cpu.task());
        say(cpu, "err", String.format(Locale.ROOT, "BUG: scheduling while atomic: %s/%d/0x%08x", comm, cpu.task() + 1,
                (int) k.preemptCount(cpu)));
    }

    /// As with CONFIG_DEBUG_ATOMIC_SLEEP.
    void sleepingInAtomic(Cpu cpu) {
        int cell = warnings + FUNCTIONS.indexOf("__might_resched");
        state.count(cell, state.get(cell) + 1);
        if (!k.machine.trace().on()) return;
        say(cpu, "err", "BUG: sleeping function called from invalid context at mm/memory.c");
        say(cpu, "err", String.format(Locale.ROOT, "in_atomic(): %d, irqs_disabled(): %d, non_block: 0, pid: %d, name: %s",
                k.preemptCount(cpu) == 0 ? 0 : 1, cpu.interruptsOn() ? 0 : 1, cpu.task() + 1, k.tasks.comm(cpu.task())));
    }

    long warnings(String function) {
        long sum = 0;
        for (int i = 0; i < FUNCTIONS.size(); i++) {
            if (function == null || FUNCTIONS.get(i).equals(function)) sum += state.get(warnings + i);
        }
        return sum;
    }

    boolean any() {
        return state.get(count) != 0;
    }

    List<OopsRecord> list() {
        List<OopsRecord> list = new ArrayList<>();
        for (int n = 0; n < state.get(count); n++) {
            int at = first + n * FIELDS;
            list.add(new OopsRecord((int) state.get(at + CPU), MESSAGES.get((int) state.get(at + MESSAGE)),
                    FUNCTIONS.get((int) state.get(at + FUNCTION)), state.get(at + ERA)));
        }
        return list;
    }
}
