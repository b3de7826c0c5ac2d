package kprobarium.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;
import kprobarium.isa.RowCode;

/// Copies the bytecode of a row's semantics into other code, with what it asks of the CPU and of its operands put in other words.
///
/// The two parameters, CPU and operands, are never on the copy's stack: they are only ever handed on, so loading them is left out, and a
/// call on them becomes what [Words] says. Static helpers that take them are copied too, others are called.
final class Transcription {
    /// What becomes of the calls. Arguments other than CPU and operands are on the stack, and the result is to be.
    interface Words {
        /// Pushes a register's value.
        void read(CodeBuilder code, Operand register);

        /// Pops a register's new value.
        void write(CodeBuilder code, Operand register);

        /// Pushes what a field says, or a register's number; an int.
        void field(CodeBuilder code, Operand field);

        /// Pushes the address of the instruction.
        void pc(CodeBuilder code);

        /// Pops a target and goes there.
        void branch(CodeBuilder code);

        /// Pops an address, pushes what is there.
        void load(CodeBuilder code, int size);

        /// Pops an address and, from above it, a value.
        void store(CodeBuilder code, int size);

        /// Pushes the CPU.
        void cpu(CodeBuilder code);
    }

    private static final String CPU = CpuPort.class.getName();
    private static final String OPERANDS = Operands.class.getName();
    private static final String PACKAGE = Insn.class.getPackageName() + ".";
    private static final ClassDesc CPU_DESC = ClassDesc.of(CPU);
    private static final ClassDesc OPERANDS_DESC = ClassDesc.of(OPERANDS);
    /// What a row may ask the CPU for and still be copied; for the rest the CPU itself is needed.
    private static final List<String> COPIED = List.of("pc", "branch", "load", "store", "fcc", "fcsr");

    private final CodeBuilder code;
    private final Words words;
    private final int size;

    private Transcription(CodeBuilder code, Words words, int size) {
        this.code = code;
        this.words = words;
        this.size = size;
    }

    /// Writes down what `row` does.
    static void write(Insn row, CodeBuilder code, Words words) {
        new Transcription(code, words, row.size()).copy(RowCode.of(row), new int[0]);
    }

    /// Whether all that a row does can be put in [Words]. With `registersAtHand` the CPU can be asked for registers by number, because
    /// none is kept elsewhere.
    static boolean isPossible(Insn row, boolean registersAtHand) {
        return isPossible(RowCode.of(row), registersAtHand);
    }

    /// Adds the registers that a row sets to `registers`.
    static void written(Insn row, List<Operand> registers) {
        written(RowCode.of(row), registers);
    }

    private static void written(MethodModel method, List<Operand> registers) {
        for (CodeElement element : method.code().orElseThrow()) {
            if (!(element instanceof InvokeInstruction call)) continue;
            if (owner(call).equals(OPERANDS)) {
                if (call.typeSymbol().parameterCount() == 2) registers.add(Operand.named(call.name().stringValue()));
            } else if (isHandedOn(call) && isCopied(call)) {
                written(method(call), registers);
            }
        }
    }

    private static boolean isPossible(MethodModel method, boolean registersAtHand) {
        List<ClassDesc> parameters = method.methodTypeSymbol().parameterList();
        for (CodeElement element : method.code().orElseThrow()) {
            boolean possible = switch (element) {
                case LoadInstruction load when load.typeKind() == TypeKind.REFERENCE -> isHandedOn(parameters, load.slot());
                case InvokeDynamicInstruction _, LookupSwitchInstruction _, TableSwitchInstruction _, ThrowInstruction _ -> false;
                case InvokeInstruction call -> isPossible(call, registersAtHand);
                default -> true;
            };
            if (!possible) return false;
        }
        return true;
    }

    /// Whether a parameter is the CPU or the operands, which come first.
    private static boolean isHandedOn(List<ClassDesc> parameters, int slot) {
        return slot < parameters.size() && (parameters.get(slot).equals(CPU_DESC) || parameters.get(slot).equals(OPERANDS_DESC));
    }

    private static boolean isPossible(InvokeInstruction call, boolean registersAtHand) {
        String name = call.name().stringValue();
        if (owner(call).equals(CPU)) return COPIED.contains(name) || registersAtHand && (name.equals("get") || name.equals("set"));
        if (!isHandedOn(call)) return true;
        return isCopied(call) ? isPossible(method(call), registersAtHand) : needsNoRegisters(call);
    }

    private static MethodModel method(InvokeInstruction call) {
        return RowCode.method(owner(call), call.name().stringValue(), call.type().stringValue());
    }

    /// Whether a called helper leaves alone what the copy keeps to itself.
    private static boolean needsNoRegisters(InvokeInstruction call) {
        for (CodeElement element : method(call).code().orElseThrow()) {
            if (!(element instanceof InvokeInstruction inner)) continue;
            String name = inner.name().stringValue();
            if (owner(inner).equals(CPU) && !name.equals("fcsr") && !name.equals("fcc") && !name.equals("trap")) return false;
            if (isHandedOn(inner) && !needsNoRegisters(inner)) return false;
        }
        return true;
    }

    private static String owner(InvokeInstruction call) {
        return call.owner().asInternalName().replace('/', '.');
    }

    /// Whether a static method of the table's package is given the CPU.
    private static boolean isHandedOn(InvokeInstruction call) {
        return owner(call).startsWith(PACKAGE) && call.typeSymbol().parameterList().contains(CPU_DESC) && !owner(call).equals(OPERANDS);
    }

    private static boolean isCopied(InvokeInstruction call) {
        return call.typeSymbol().parameterList().contains(OPERANDS_DESC) || !needsNoRegisters(call);
    }

    /// Copies a method whose parameters, but for CPU and operands, are in local variables: `given[i]` for its slot i.
    private void copy(MethodModel method, int[] given) {
        Map<Label, Label> labels = new LinkedHashMap<>();
        List<CodeElement> elements = method.code().orElseThrow().elementList();
        CodeElement last = elements.stream().filter(Instruction.class::isInstance).reduce((_, next) -> next).orElseThrow();
        Label end = code.newLabel();
        int[] slots = Arrays.copyOf(given, 32);
        Arrays.fill(slots, given.length, slots.length, -1);
        for (CodeElement element : elements) {
            switch (element) {
                case LoadInstruction load -> {
                    if (load.typeKind() != TypeKind.REFERENCE) code.loadLocal(load.typeKind(), slots[load.slot()]);
                }
                case StoreInstruction store -> {
                    if (slots[store.slot()] < 0) slots[store.slot()] = code.allocateLocal(TypeKind.LONG);
                    code.storeLocal(store.typeKind(), slots[store.slot()]);
                }
                case IncrementInstruction increment -> code.iinc(slots[increment.slot()], increment.constant());
                case BranchInstruction branch ->
                    code.branch(branch.opcode(), labels.computeIfAbsent(branch.target(), _ -> code.newLabel()));
                case LabelTarget target -> code.labelBinding(labels.computeIfAbsent(target.label(), _ -> code.newLabel()));
                case ReturnInstruction leaving -> {
                    if (leaving != last) code.goto_(end);
                }
                case InvokeInstruction call -> call(call);
                case Instruction other -> code.with(other);
                default -> {}
            }
        }
        code.labelBinding(end);
    }

    private void call(InvokeInstruction call) {
        String name = call.name().stringValue();
        String owner = owner(call);
        if (owner.equals(OPERANDS)) {
            Operand field = Operand.named(name);
            if (call.typeSymbol().parameterCount() == 0) words.field(code, field);
            else if (call.typeSymbol().parameterCount() == 1) words.read(code, field);
            else words.write(code, field);
        } else if (owner.equals(CPU)) {
            switch (name) {
                case "pc" -> words.pc(code);
                case "branch" -> words.branch(code);
                case "load" -> {
                    code.pop();
                    words.load(code, size);
                }
                case "store" -> {
                    int value = code.allocateLocal(TypeKind.LONG);
                    code.lstore(value).pop().lload(value);
                    words.store(code, size);
                }
                default -> onCpu(call, 0);
            }
        } else if (!isHandedOn(call)) {
            code.with(call);
        } else if (isCopied(call)) {
            copy(method(call), arguments(call.typeSymbol()));
        } else {
            onCpu(call, 1);
        }
    }

    /// A call that the CPU itself is needed for, as the receiver or, `handedOn`, the first argument.
    private void onCpu(InvokeInstruction call, int handedOn) {
        MethodTypeDesc type = call.typeSymbol();
        List<ClassDesc> arguments = type.parameterList().subList(handedOn, type.parameterCount());
        List<Integer> slots = new ArrayList<>();
        for (ClassDesc argument : arguments.reversed()) {
            int slot = code.allocateLocal(TypeKind.from(argument));
            code.storeLocal(TypeKind.from(argument), slot);
            slots.addFirst(slot);
        }
        words.cpu(code);
        for (int i = 0; i < slots.size(); i++) code.loadLocal(TypeKind.from(arguments.get(i)), slots.get(i));
        code.with(call);
    }

    /// Pops a helper's arguments into local variables; what the CPU and the operands would have is -1.
    private int[] arguments(MethodTypeDesc type) {
        int[] slots = new int[type.parameterList().stream().mapToInt(t -> TypeKind.from(t).slotSize()).sum()];
        int at = slots.length;
        for (ClassDesc parameter : type.parameterList().reversed()) {
            TypeKind kind = TypeKind.from(parameter);
            at -= kind.slotSize();
            slots[at] = -1;
            if (parameter.equals(CPU_DESC) || parameter.equals(OPERANDS_DESC)) continue;
            slots[at] = code.allocateLocal(kind);
            code.storeLocal(kind, slots[at]);
        }
        return slots;
    }

}
