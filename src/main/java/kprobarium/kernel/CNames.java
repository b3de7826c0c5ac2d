package kprobarium.kernel;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import kprobarium.isa.Disassembler;
import kprobarium.machine.Cpu;

/// What C calls things: the memory at an address, a value that stands there, and the function that is at work.
///
/// `kprobe_table[12]` holds `p`, `cpu1.kprobe_status` holds `KPROBE_HIT_SS`. The names of per-CPU data are those of an experiment's
/// predicates.
public final class CNames {
    private enum Type {
        NUMBER, POINTER, KPROBE, STATUS, WORD, MUTEX
    }

    private record Field(long at, String name, Type type) {}

    /// A function of the kernel, as an access is seen to come from it.
    ///
    /// @param name    `do_bp`; empty when it is none of the kernel's own
    /// @param through the macro or inline function that makes the access for it, `local_irq_enable`; may be empty
    /// @param patch   the patch that the function's body comes from, `badi`; may be empty
    public record Function(String name, String through, String patch) {
        private static final Function NONE = new Function("", "", "");
    }

    // @formatter:off
    private static final List<Field> GLOBALS = List.of(
        new Field(Layout.KPROBE_MUTEX,      "kprobe_mutex",        Type.MUTEX),
        new Field(Layout.TEXT_MUTEX,        "text_mutex",          Type.MUTEX),
        new Field(Layout.KPROBE_INSN_MUTEX, "kprobe_insn_slots.mutex", Type.MUTEX),
        new Field(Layout.DIE_LOCK,          "die_lock",            Type.NUMBER),
        new Field(Layout.PANIC,             "panic_cpu",           Type.NUMBER),
        new Field(Layout.STOP_CPUS_MUTEX,   "stop_cpus_mutex",     Type.MUTEX),
        new Field(Layout.KPROBES_ALL_DISARMED, "kprobes_all_disarmed", Type.NUMBER),
        new Field(Layout.AGGR_KPROBES_IN_USE, "aggr_kprobes",      Type.NUMBER),
        new Field(InsnSlots.FIRST_PAGE,     "kprobe_insn_slots.pages", Type.POINTER),
        new Field(InsnSlots.NR_GARBAGE,     "kprobe_insn_slots.nr_garbage", Type.NUMBER),
        new Field(StopMachine.QUEUED,       "stop_machine.queued", Type.NUMBER),
        new Field(StopMachine.ARRIVED,      "stop_machine.arrived", Type.NUMBER),
        new Field(StopMachine.DONE,         "stop_machine.done",   Type.NUMBER),
        new Field(StopMachine.DST,          "stop_machine.dst",    Type.POINTER),
        new Field(StopMachine.INSN,         "stop_machine.insn",   Type.WORD),
        new Field(StopMachine.WRITTEN,      "stop_machine.written", Type.NUMBER),
        new Field(StopMachine.LEFT,         "stop_machine.left",   Type.NUMBER));

    private static final List<Field> PER_CPU = List.of(
        new Field(Layout.CURRENT_KPROBE,                            "current_kprobe",     Type.KPROBE),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.STATUS,       "kprobe_status",      Type.STATUS),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.SAVED_IRQ,    "kprobe_saved_irq",   Type.NUMBER),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.SAVED_ERA,    "kprobe_saved_era",   Type.POINTER),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.SAVED_STATUS, "saved_status",       Type.NUMBER),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.PREV,         "prev_kprobe.kp",     Type.KPROBE),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.PREV + 0x08,  "prev_kprobe.status", Type.STATUS),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.PREV + 0x10,  "prev_kprobe.saved_irq", Type.NUMBER),
        new Field(Layout.KPROBE_CTLBLK + KprobeCtlblk.PREV + 0x18,  "prev_kprobe.saved_era", Type.POINTER),
        new Field(Layout.STOPPER_SEEN,                              "stopper_seen",       Type.NUMBER),
        new Field(Layout.KPROBE_INSTANCE,                           "kprobe_instance",    Type.KPROBE),
        new Field(Layout.IPI_STATUS,                                "ipi_status",         Type.NUMBER));

    private static final List<Field> PER_TASK = List.of(
        new Field(Layout.PREEMPT_COUNT, "preempt_count", Type.NUMBER),
        new Field(Layout.RCU_NESTING,   "rcu_nesting",   Type.NUMBER),
        new Field(Layout.RCU_SECTION,   "rcu_section",   Type.NUMBER),
        new Field(Layout.LIST_ENDED,    "list_ended",    Type.NUMBER),
        new Field(Layout.ASLEEP,        "asleep",        Type.NUMBER),
        new Field(Layout.RETHOOKS,      "rethooks",      Type.POINTER));

    private static final List<Field> KPROBE = List.of(
        new Field(Kprobe.NEXT,         "hlist.next",    Type.KPROBE),
        new Field(Kprobe.PPREV,        "hlist.pprev",   Type.POINTER),
        new Field(Kprobe.LIST_NEXT,    "list.next",     Type.POINTER),
        new Field(Kprobe.LIST_PREV,    "list.prev",     Type.POINTER),
        new Field(Kprobe.NMISSED,      "nmissed",       Type.NUMBER),
        new Field(Kprobe.ADDR,         "addr",          Type.POINTER),
        new Field(Kprobe.PRE_HANDLER,  "pre_handler",   Type.POINTER),
        new Field(Kprobe.POST_HANDLER, "post_handler",  Type.POINTER),
        new Field(Kprobe.OPCODE,       "opcode",        Type.WORD),
        new Field(Kprobe.INSN,         "ainsn.insn",    Type.POINTER),
        new Field(Kprobe.RESTORE,      "ainsn.restore", Type.POINTER),
        new Field(Kprobe.FLAGS,        "flags",         Type.NUMBER),
        new Field(Kretprobe.HANDLER,       "handler",       Type.POINTER),
        new Field(Kretprobe.ENTRY_HANDLER, "entry_handler", Type.POINTER),
        new Field(Kretprobe.MAXACTIVE,     "maxactive",     Type.NUMBER),
        new Field(Kretprobe.NMISSED,       "rp.nmissed",    Type.NUMBER),
        new Field(Kretprobe.RETHOOK,       "rh",            Type.NUMBER));

    private static final List<Field> INSN_PAGE = List.of(
        new Field(InsnSlots.NEXT,      "list.next",     Type.POINTER),
        new Field(InsnSlots.NUSED,     "nused",         Type.NUMBER),
        new Field(InsnSlots.NGARBAGE,  "ngarbage",      Type.NUMBER),
        new Field(InsnSlots.ALLOCATED, "insns",         Type.NUMBER));

    private static final List<Field> PT_REGS = List.of(
        new Field(PtRegs.ORIG_A0,      "orig_a0",      Type.NUMBER),
        new Field(PtRegs.CSR_ERA,      "csr_era",      Type.POINTER),
        new Field(PtRegs.CSR_BADVADDR, "csr_badvaddr", Type.POINTER),
        new Field(PtRegs.CSR_CRMD,     "csr_crmd",     Type.NUMBER),
        new Field(PtRegs.CSR_PRMD,     "csr_prmd",     Type.NUMBER),
        new Field(PtRegs.CSR_ESTAT,    "csr_estat",    Type.NUMBER));
    // @formatter:on

    /// The fields of four bytes.
    private static final List<String> WORDS = List.of("->flags", "->maxactive", "->rp.nmissed");

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final Kernel k;

    public CNames(Kernel k) {
        this.k = k;
    }

    /// `kprobe_table[12]`, `p->nmissed`, `cpu1.current_kprobe`, `regs->csr_era`; else as [Kernel#where(long)].
    public String name(long address) {
        return field(address).map(Field::name).orElseGet(() -> k.where(address));
    }

    /// The value in the words of whoever reads it: a probe, a status, an address, an instruction, or a decimal number.
    public String value(long address, long value) {
        return switch (field(address).map(Field::type).orElse(Type.NUMBER)) {
            case NUMBER, MUTEX -> Long.toString(value);
            case POINTER -> value == 0 ? "NULL" : k.where(value);
            case KPROBE -> value == 0 ? "NULL" : kprobe(value).map(Kprobe::name).orElse("0x" + Long.toHexString(value));
            case STATUS -> KprobeStatus.name(value);
            case WORD -> instruction((int) value);
        };
    }

    /// `0x002a000a (break 10)`.
    public static String instruction(int word) {
        return "0x%08x (%s)".formatted(word, Disassembler.disassemble(word));
    }

    /// How many bytes are read and written there at a time.
    public int size(long address) {
        boolean word = field(address).map(field -> WORDS.stream().anyMatch(field.name()::endsWith)).orElse(false);
        return word || isText(address) ? 4 : 8;
    }

    /// Whether instructions are there.
    public boolean isText(long address) {
        return k.machine.memory().region(address).map(region -> region.text()).orElse(false);
    }

    public boolean isMutex(long address) {
        return field(address).map(field -> field.type() == Type.MUTEX).orElse(false);
    }

    private Optional<Field> field(long address) {
        if (isText(address)) return Optional.of(new Field(address, k.where(address), Type.WORD));
        long table = address - Layout.KPROBE_TABLE;
        if (table >= 0 && table < 8 * Layout.KPROBE_TABLE_SIZE) {
            return Optional.of(new Field(address, "kprobe_table[" + table / 8 + "]", Type.KPROBE));
        }
        return Stream.<Optional<Field>>of(in(GLOBALS, 0, address, ""), perCpu(address), perTask(address), insnPage(address),
                ofKprobe(address), regs(address))
                .flatMap(Optional::stream).findFirst();
    }

    private Optional<Field> perCpu(long address) {
        long cpu = (address - Layout.PER_CPU) / Layout.PER_CPU_SIZE;
        if (address < Layout.PER_CPU || cpu >= k.machine.cpus().size()) return Optional.empty();
        return in(PER_CPU, Layout.perCpu((int) cpu, 0), address, "cpu" + cpu + ".");
    }

    private static Optional<Field> insnPage(long address) {
        long at = address - Layout.KPROBE_INSN_PAGES;
        if (at < 0 || at >= (long) InsnSlots.PAGES * InsnSlots.KIP_SIZE) return Optional.empty();
        String page = "kprobe_insn_slots.page[" + at / InsnSlots.KIP_SIZE + "].";
        long slot = (at % InsnSlots.KIP_SIZE - InsnSlots.SLOT_STATES) / 8;
        if (at % InsnSlots.KIP_SIZE >= InsnSlots.SLOT_STATES) {
            return Optional.of(new Field(address, page + "slot_used[" + slot + "]", Type.NUMBER));
        }
        return in(INSN_PAGE, address - at % InsnSlots.KIP_SIZE, address, page);
    }

    private Optional<Field> perTask(long address) {
        long task = (address - Layout.TASKS) / Layout.TASK_SIZE;
        if (address < Layout.TASKS || task >= k.machine.tasks()) return Optional.empty();
        return in(PER_TASK, Layout.perTask((int) task, 0), address, k.tasks.comm((int) task) + ".");
    }

    private Optional<Field> ofKprobe(long address) {
        if (address < Layout.KPROBES || address >= Layout.KPROBE_INSN_PAGES) return Optional.empty();
        long base = address - (address - Layout.KPROBES) % Kprobe.STRIDE;
        return kprobe(base).flatMap(p -> in(KPROBE, base, address, p.name() + "->"));
    }

    private Optional<Kprobe> kprobe(long pointer) {
        return Stream.concat(k.probes().values().stream(), k.managers().stream()).filter(p -> Kprobe.address(p) == pointer).findFirst();
    }

    /// The registers that an exception has saved, on the stack of the CPU that handles it.
    private Optional<Field> regs(long address) {
        for (Cpu cpu : k.machine.cpus()) {
            long base = k.machine.busy(cpu) ? k.machine.argument(cpu) : 0;
            long at = address - base;
            if (at < 0 || at >= PtRegs.SIZE) continue;
            return at < 8 * 32 ? Optional.of(new Field(address, "regs->regs[" + at / 8 + "]", Type.NUMBER))
                    : in(PT_REGS, base, address, "regs->");
        }
        return Optional.empty();
    }

    private static Optional<Field> in(List<Field> fields, long base, long address, String prefix) {
        return fields.stream().filter(field -> base + field.at() == address).findFirst()
                .map(field -> new Field(address, prefix + field.name(), field.type()));
    }

    /// The function of the kernel that this is called from.
    public static Function caller() {
        return STACK.walk(CNames::function);
    }

    private static Function function(Stream<StackFrame> frames) {
        String through = "";
        for (StackFrame frame : (Iterable<StackFrame>) frames::iterator) {
            Class<?> type = frame.getDeclaringClass();
            String method = frame.getMethodName();
            if (type == Hunk.class || type == Rcu.class) through = macro(method).orElse(through);
            if (isFile(type) || type == Rcu.class && method.equals("synchronizeRcu")) {
                return new Function(cName(method), through, patch(type));
            }
            if (type == Kernel.class) break;
        }
        return Function.NONE;
    }

    private static boolean isFile(Class<?> type) {
        return Traps.class.isAssignableFrom(type) || Inst.class.isAssignableFrom(type) || ArchKprobes.class.isAssignableFrom(type)
                || type == Kprobes.class || Kretprobes.class.isAssignableFrom(type) || type == StopMachine.class || type == InsnSlots.class;
    }

    private static String patch(Class<?> type) {
        return Kernels.PATCHES.stream().filter(patch -> type.getEnclosingClass() == patch.getClass()).map(KernelPatch::name).findFirst()
                .orElse("");
    }

    /// The C name: mostly the method's in snake_case, but a part of a function has the function's.
    static String cName(String method) {
        return switch (method) {
            case "handleBreak", "out" -> "do_bp";
            case "handlePageFault" -> "__do_page_fault";
            case "getInst" -> "__get_inst";
            case "doOther" -> "do_xyz";
            case "getValidKprobe" -> "__get_valid_kprobe";
            case "registerLocked" -> "register_kprobe";
            case "enableLocked" -> "enable_kprobe";
            case "trampolineHandler" -> "rethook_trampoline_handler";
            case "trampolineRestores" -> "arch_rethook_trampoline";
            case "hook" -> "rethook_hook";
            case "unregisterKprobeTop" -> "__unregister_kprobe_top";
            case "unregisterKprobeBottom" -> "__unregister_kprobe_bottom";
            case "disableLocked" -> "__disable_kprobe";
            case "simulate" -> "setup_singlestep";
            case "stopMachineTextCopy" -> "stop_machine_cpuslocked";
            case "stopper" -> "cpu_stopper_thread";
            default -> snakeCase(method);
        };
    }

    private static Optional<String> macro(String method) {
        return switch (method) {
            case "localIrqEnable", "localIrqDisable", "preemptDisable" -> Optional.of(snakeCase(method));
            case "preemptEnable" -> Optional.of("preempt_enable_no_resched");
            case "readLock" -> Optional.of("rcu_read_lock");
            case "readUnlock" -> Optional.of("rcu_read_unlock");
            default -> Optional.empty();
        };
    }

    private static String snakeCase(String method) {
        return method.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
