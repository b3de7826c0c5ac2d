package kprobarium.kernel.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.PtRegs;
import kprobarium.machine.Memory;

/// Runs the fetch programs of an event on the registers and the memory of one moment. Memory that is not there is no fault: a string is
/// then `(fault)`, anything else 0.
final class Fetcher {
    private static final int A0 = 4, SP = 3;
    private static final int ARGUMENT_REGISTERS = 8;
    private static final long THREAD_SIZE = 16 << 10;
    private static final int PATH_MAX = 4096;

    private final Kernel k;
    private final Memory memory;
    private final long regs;
    private final String comm;
    private final SymbolText symbols;
    private final Map<Integer, Long> entry;

    /// `entry`: what the function's entry has kept of its arguments, by their numbers; empty where this is the entry.
    Fetcher(Kernel k, PtRegs regs, String comm, SymbolText symbols, Map<Integer, Long> entry) {
        this.k = k;
        memory = k.machine.memory();
        this.regs = regs.address();
        this.comm = comm;
        this.symbols = symbols;
        this.entry = entry;
    }

    Fetched fetch(FetchArg arg) {
        if (arg.type().isString()) return strings(arg);
        FetchOp last = arg.ops().getLast();
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < Math.max(1, arg.count()); i++) {
            long element = (long) i * arg.type().size();
            Optional<Long> raw = last instanceof FetchOp.Dereference(long offset, boolean user)
                    ? address(arg.ops().subList(0, arg.ops().size() - 1))
                            .flatMap(at -> read(at + offset + element, arg.type().size(), user))
                    : address(arg.ops());
            long value = arg.type().narrow(raw.orElse(0L));
            values.add(arg.bits().map(bits -> bits.of(value, arg.type())).orElse(value));
        }
        return new Fetched.Numbers(values);
    }

    private Fetched strings(FetchArg arg) {
        List<FetchOp> ops = arg.ops();
        FetchOp last = ops.getLast();
        List<Optional<String>> values = new ArrayList<>();
        for (int i = 0; i < Math.max(1, arg.count()); i++) {
            long element = 8L * i;
            values.add(switch (last) {
                case FetchOp.Comm() -> Optional.of(comm);
                case FetchOp.Data(String text) -> Optional.of(text);
                case FetchOp.Dereference(long offset, boolean user) when arg.count() > 0 ->
                    address(ops.subList(0, ops.size() - 1)).flatMap(at -> read(at + offset + element, 8, user))
                            .flatMap(at -> string(at, arg.type() == FetchType.USTRING));
                case FetchOp.Dereference(long offset, boolean user) when arg.type() != FetchType.SYMSTR ->
                    address(ops.subList(0, ops.size() - 1)).flatMap(at -> string(at + offset, user || arg.type() == FetchType.USTRING));
                default -> address(ops).flatMap(value -> arg.type() == FetchType.SYMSTR
                        ? Optional.of(symbols.sized(value))
                        : string(value, arg.type() == FetchType.USTRING));
            });
        }
        return new Fetched.Strings(values);
    }

    /// The value that a program comes to; nothing if memory on the way cannot be read.
    private Optional<Long> address(List<FetchOp> ops) {
        Optional<Long> value = Optional.of(0L);
        for (FetchOp op : ops) {
            value = switch (op) {
                case FetchOp.Dereference(long offset, boolean user) -> value.flatMap(at -> read(at + offset, 8, user));
                default -> Optional.of(source(op));
            };
        }
        return value;
    }

    private long source(FetchOp op) {
        return switch (op) {
            case FetchOp.Register(int offset) -> offset == PtRegs.CSR_EUEN || offset == PtRegs.CSR_ECFG ? 0 : memory.load(regs + offset, 8);
            case FetchOp.Stack(int n) -> stack(n);
            case FetchOp.StackPointer() -> gpr(SP);
            case FetchOp.ReturnValue() -> gpr(A0);
            case FetchOp.Argument(int n) -> entry.containsKey(n) ? entry.get(n) : argument(n);
            case FetchOp.Immediate(long value) -> value;
            case FetchOp.Symbol(String name, long offset) -> k.machine.symbols().address(name).orElse(0) + offset;
            case FetchOp.Comm(), FetchOp.Data(String _), FetchOp.Dereference(long _, boolean _) ->
                throw new IllegalStateException(op + " is no number's source");
        };
    }

    /// Argument `n`, from 0, of the function that begins here.
    long argument(int n) {
        return n < ARGUMENT_REGISTERS ? gpr(A0 + n) : stack(n - ARGUMENT_REGISTERS);
    }

    private long gpr(int n) {
        return memory.load(regs + 8L * n, 8);
    }

    /// regs_get_kernel_stack_nth(): 0 beyond the stack that `$sp` is on.
    private long stack(int n) {
        long sp = gpr(SP);
        long at = sp + 8L * n;
        boolean within = (at & -THREAD_SIZE) == (sp & -THREAD_SIZE);
        return within ? read(at, 8, false).orElse(0L) : 0;
    }

    /// Kernel memory is the upper half, the user's the lower; who asks for one does not get the other.
    private Optional<Long> read(long address, int size, boolean user) {
        boolean allowed = user == (address >= 0) && memory.mapped(address, size);
        return allowed ? Optional.of(memory.load(address, size)) : Optional.empty();
    }

    private Optional<String> string(long address, boolean user) {
        byte[] bytes = new byte[PATH_MAX];
        int length = 0;
        while (length < PATH_MAX - 1) {
            Optional<Long> next = read(address + length, 1, user);
            if (next.isEmpty()) return Optional.empty();
            if (next.get() == 0) break;
            bytes[length++] = next.get().byteValue();
        }
        return Optional.of(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }
}
