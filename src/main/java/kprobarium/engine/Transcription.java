package kprobarium.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
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
import java.util.EnumMap;
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

        /// The slot of the row's local variable number `index`; of use within the row only.
        int scratch(CodeBuilder code, TypeKind kind, int index);
    }

    private static final String CPU = CpuPort.class.getName();
    private static final String OPERANDS = Operands.class.getName();
    private static final String PACKAGE = Insn.class.getPackageName() + ".";
    private static final ClassDesc CPU_DESC = ClassDesc.of(CPU);
    private static final ClassDesc OPERANDS_DESC = ClassDesc.of(OPERANDS);
    /// What a row may ask the CPU for and still be copied; for the rest the CPU itself is needed.
    private static final List<String> COPIED = List.of("pc", "branch", "load", "store", "fcc", "fcsr");

    /// What is written for one row, helpers included; local variables and labels are numbers from 0 on.
    private record Recipe(List<Step> steps, List<TypeKind> locals, int labels) {}

    private sealed interface Step {
        /// An instruction as it is.
        record Same(Instruction instruction) implements Step {}

        record Load(int local) implements Step {}

        record Store(int local) implements Step {}

        record Increment(int local, int by) implements Step {}

        record Jump(Opcode opcode, int label) implements Step {}

        record Place(int label) implements Step {}

        /// A field is read, or a register read or written.
        record Field(Operand field, Use use) implements Step {}

        /// Something of the CPU.
        record Ask(Port port) implements Step {}
    }

    private enum Use { FIELD, READ, WRITE }

    private enum Port { PC, BRANCH, LOAD, STORE, CPU }

    private static final Map<Insn, Recipe> RECIPES = new EnumMap<>(Insn.class);
    private static final Map<Insn, Boolean> POSSIBLE = new EnumMap<>(Insn.class), POSSIBLE_AT_HAND = new EnumMap<>(Insn.class);
    private static final Map<Insn, List<Operand>> WRITTEN = new EnumMap<>(Insn.class);

    private final List<Step> steps = new ArrayList<>();
    private final List<TypeKind> locals = new ArrayList<>();
    private int labels;

    private Transcription() {
    }

    /// Writes down what `row` does.
    static void write(Insn row, CodeBuilder code, Words words) {
        Recipe recipe = recipe(row);
        int[] slots = new int[recipe.locals().size()];
        for (int i = 0; i < slots.length; i++) slots[i] = words.scratch(code, recipe.locals().get(i), i);
        Label[] labels = new Label[recipe.labels()];
        for (int i = 0; i < labels.length; i++) labels[i] = code.newLabel();
        for (Step step : recipe.steps()) {
            switch (step) {
                case Step.Same same -> code.with(same.instruction());
                case Step.Load load -> code.loadLocal(recipe.locals().get(load.local()), slots[load.local()]);
                case Step.Store store -> code.storeLocal(recipe.locals().get(store.local()), slots[store.local()]);
                case Step.Increment increment -> code.iinc(slots[increment.local()], increment.by());
                case Step.Jump jump -> code.branch(jump.opcode(), labels[jump.label()]);
                case Step.Place place -> code.labelBinding(labels[place.label()]);
                case Step.Field field -> {
                    switch (field.use()) {
                        case FIELD -> words.field(code, field.field());
                        case READ -> words.read(code, field.field());
                        case WRITE -> words.write(code, field.field());
                    }
                }
                case Step.Ask ask -> {
                    switch (ask.port()) {
                        case PC -> words.pc(code);
                        case BRANCH -> words.branch(code);
                        case LOAD -> words.load(code, row.size());
                        case STORE -> words.store(code, row.size());
                        case CPU -> words.cpu(code);
                    }
                }
            }
        }
    }

    private static synchronized Recipe recipe(Insn row) {
        return RECIPES.computeIfAbsent(row, wanted -> {
            Transcription made = new Transcription();
            made.copy(RowCode.of(wanted), new int[0]);
            return new Recipe(List.copyOf(made.steps), List.copyOf(made.locals), made.labels);
        });
    }

    /// Whether all that a row does can be put in [Words]. With `registersAtHand` the CPU can be asked for registers by number, because
    /// none is kept elsewhere.
    static synchronized boolean isPossible(Insn row, boolean registersAtHand) {
        Map<Insn, Boolean> known = registersAtHand ? POSSIBLE_AT_HAND : POSSIBLE;
        return known.computeIfAbsent(row, asked -> isPossible(RowCode.of(asked), registersAtHand));
    }

    /// The registers that a row sets.
    static synchronized List<Operand> written(Insn row) {
        return WRITTEN.computeIfAbsent(row, asked -> {
            List<Operand> registers = new ArrayList<>();
            written(RowCode.of(asked), registers);
            return registers;
        });
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
        Map<Label, Integer> places = new LinkedHashMap<>();
        List<CodeElement> elements = method.code().orElseThrow().elementList();
        CodeElement last = elements.stream().filter(Instruction.class::isInstance).reduce((_, next) -> next).orElseThrow();
        int end = labels++;
        int[] slots = Arrays.copyOf(given, 32);
        Arrays.fill(slots, given.length, slots.length, -1);
        for (CodeElement element : elements) {
            switch (element) {
                case LoadInstruction load -> {
                    if (load.typeKind() != TypeKind.REFERENCE) steps.add(new Step.Load(slots[load.slot()]));
                }
                case StoreInstruction store -> {
                    if (slots[store.slot()] < 0 || locals.get(slots[store.slot()]) != store.typeKind()) {
                        slots[store.slot()] = local(store.typeKind());
                    }
                    steps.add(new Step.Store(slots[store.slot()]));
                }
                case IncrementInstruction increment -> steps.add(new Step.Increment(slots[increment.slot()], increment.constant()));
                case BranchInstruction branch ->
                    steps.add(new Step.Jump(branch.opcode(), places.computeIfAbsent(branch.target(), _ -> labels++)));
                case LabelTarget target -> steps.add(new Step.Place(places.computeIfAbsent(target.label(), _ -> labels++)));
                case ReturnInstruction leaving -> {
                    if (leaving != last) steps.add(new Step.Jump(Opcode.GOTO, end));
                }
                case InvokeInstruction call -> call(call);
                case Instruction other -> steps.add(new Step.Same(other));
                default -> {}
            }
        }
        steps.add(new Step.Place(end));
    }

    private int local(TypeKind kind) {
        locals.add(kind);
        return locals.size() - 1;
    }

    private void call(InvokeInstruction call) {
        String name = call.name().stringValue();
        String owner = owner(call);
        if (owner.equals(OPERANDS)) {
            int parameters = call.typeSymbol().parameterCount();
            steps.add(new Step.Field(Operand.named(name), parameters == 0 ? Use.FIELD : parameters == 1 ? Use.READ : Use.WRITE));
        } else if (owner.equals(CPU)) {
            switch (name) {
                case "pc" -> steps.add(new Step.Ask(Port.PC));
                case "branch" -> steps.add(new Step.Ask(Port.BRANCH));
                case "load" -> {
                    steps.add(new Step.Store(local(TypeKind.INT)));
                    steps.add(new Step.Ask(Port.LOAD));
                }
                case "store" -> {
                    int value = local(TypeKind.LONG);
                    steps.add(new Step.Store(value));
                    steps.add(new Step.Store(local(TypeKind.INT)));
                    steps.add(new Step.Load(value));
                    steps.add(new Step.Ask(Port.STORE));
                }
                default -> onCpu(call, 0);
            }
        } else if (!isHandedOn(call)) {
            steps.add(new Step.Same(call));
        } else if (isCopied(call)) {
            copy(method(call), arguments(call.typeSymbol()));
        } else {
            onCpu(call, 1);
        }
    }

    /// A call that the CPU itself is needed for, as the receiver or, `handedOn`, the first argument.
    private void onCpu(InvokeInstruction call, int handedOn) {
        MethodTypeDesc type = call.typeSymbol();
        List<Integer> arguments = new ArrayList<>();
        for (ClassDesc argument : type.parameterList().subList(handedOn, type.parameterCount()).reversed()) {
            int local = local(TypeKind.from(argument).asLoadable());
            steps.add(new Step.Store(local));
            arguments.addFirst(local);
        }
        steps.add(new Step.Ask(Port.CPU));
        for (int argument : arguments) steps.add(new Step.Load(argument));
        steps.add(new Step.Same(call));
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
            slots[at] = local(kind.asLoadable());
            steps.add(new Step.Store(slots[at]));
        }
        return slots;
    }
}
