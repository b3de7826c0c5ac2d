package kprobarium.engine;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
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
import kprobarium.engine.Recipe.Port;
import kprobarium.engine.Recipe.Step;
import kprobarium.engine.Recipe.Use;
import kprobarium.isa.CpuPort;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;
import kprobarium.isa.RowCode;

/// Reads the bytecode of a row's semantics.
///
/// The two parameters, CPU and operands, are never on the copy's stack: they are only ever handed on, so loading them is left out, and a
/// call on them becomes what [Transcription.Words] says. Static helpers that take them are copied too, others are called.
final class RowReader {
    private static final String CPU = CpuPort.class.getName();
    private static final String OPERANDS = Operands.class.getName();
    private static final String PACKAGE = Insn.class.getPackageName() + ".";
    private static final ClassDesc CPU_DESC = ClassDesc.of(CPU);
    private static final ClassDesc OPERANDS_DESC = ClassDesc.of(OPERANDS);
    /// What a row may ask the CPU for and still be copied; for the rest the CPU itself is needed.
    private static final List<String> COPIED = List.of("pc", "branch", "load", "store", "fcc", "fcsr");

    private final List<Step> steps = new ArrayList<>();
    private final List<TypeKind> locals = new ArrayList<>();
    private int labels;

    private RowReader() {
    }

    /// What `row` does.
    static Recipe read(Insn row) {
        MethodModel method = RowCode.of(row);
        boolean possible = isPossible(method, false);
        boolean atHand = isPossible(method, true);
        List<Operand> registers = new ArrayList<>();
        written(method, registers);
        RowReader reader = new RowReader();
        if (atHand) reader.copy(method, new int[0]);
        return new Recipe(possible, atHand, List.copyOf(registers), List.copyOf(reader.locals), reader.labels, List.copyOf(reader.steps));
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
                    if (load.typeKind() != TypeKind.REFERENCE) steps.add(new Step.Local(false, slots[load.slot()]));
                }
                case StoreInstruction store -> {
                    if (slots[store.slot()] < 0 || locals.get(slots[store.slot()]) != store.typeKind()) {
                        slots[store.slot()] = local(store.typeKind());
                    }
                    steps.add(new Step.Local(true, slots[store.slot()]));
                }
                case IncrementInstruction increment -> steps.add(new Step.Increment(slots[increment.slot()], increment.constant()));
                case BranchInstruction branch ->
                    steps.add(new Step.Jump(branch.opcode(), places.computeIfAbsent(branch.target(), _ -> labels++)));
                case LabelTarget target -> steps.add(new Step.Place(places.computeIfAbsent(target.label(), _ -> labels++)));
                case ReturnInstruction leaving -> {
                    if (leaving != last) steps.add(new Step.Jump(Opcode.GOTO, end));
                }
                case InvokeInstruction call -> call(call);
                case ConstantInstruction constant -> steps.add(new Step.Constant(constant.constantValue()));
                case FieldInstruction field when field.opcode() == Opcode.GETSTATIC ->
                    steps.add(new Step.StaticField(field.owner().asSymbol(), field.name().stringValue(), field.typeSymbol()));
                case Instruction plain when Step.Plain.isPlain(plain.opcode()) -> steps.add(new Step.Plain(plain.opcode()));
                case Instruction other -> throw new IllegalStateException(method.methodName() + ": " + other.opcode() + " in a row");
                default -> {}
            }
        }
        steps.add(new Step.Place(end));
    }

    private static Step called(InvokeInstruction call) {
        return new Step.Call(call.opcode(), call.isInterface(), call.owner().asSymbol(), call.name().stringValue(), call.typeSymbol());
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
            Operand operand = Operand.named(name);
            steps.add(new Step.Field(operand, parameters == 0 ? Use.FIELD : parameters == 1 ? Use.READ : Use.WRITE));
        } else if (owner.equals(CPU)) {
            switch (name) {
                case "pc" -> steps.add(new Step.Ask(Port.PC));
                case "branch" -> steps.add(new Step.Ask(Port.BRANCH));
                case "load" -> {
                    steps.add(new Step.Local(true, local(TypeKind.INT)));
                    steps.add(new Step.Ask(Port.LOAD));
                }
                case "store" -> {
                    int value = local(TypeKind.LONG);
                    steps.add(new Step.Local(true, value));
                    steps.add(new Step.Local(true, local(TypeKind.INT)));
                    steps.add(new Step.Local(false, value));
                    steps.add(new Step.Ask(Port.STORE));
                }
                default -> onCpu(call, 0);
            }
        } else if (!isHandedOn(call)) {
            steps.add(called(call));
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
            steps.add(new Step.Local(true, local));
            arguments.addFirst(local);
        }
        steps.add(new Step.Ask(Port.CPU));
        for (int argument : arguments) steps.add(new Step.Local(false, argument));
        steps.add(called(call));
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
            steps.add(new Step.Local(true, slots[at]));
        }
        return slots;
    }
}
