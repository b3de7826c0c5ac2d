package kprobarium.engine;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumMap;
import java.util.Map;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;
import kprobarium.isa.Touch;

/// Makes a subclass of [Op] for each row of the table that is met: its `exec` is the row's semantics, with registers in the CPU's array and
/// operands in the object's fields.
final class OpMaker {
    static final ClassDesc CORE = Core.class.describeConstable().orElseThrow();
    static final ClassDesc LONGS = CD_long.arrayType();
    private static final ClassDesc OP = Op.class.describeConstable().orElseThrow();
    private static final ClassDesc INTS = CD_int.arrayType();
    private static final MethodTypeDesc EXEC = MethodTypeDesc.of(CD_int, CORE, CD_int, CD_int);
    private static final int THIS = 0, CPU = 1, AT = 2;
    /// A second field for a register that is written: `r0` is the [sink][Op#SINK] there.
    private static final String WRITTEN = "_written";
    private static final ClassDesc PAIR = Pair.class.describeConstable().orElseThrow();
    private static final int LEFT = 3;
    private static final Map<Insn, MethodHandle> MADE = new EnumMap<>(Insn.class);
    private static final Map<Insn, Map<Insn, MethodHandle>> PAIRS = new EnumMap<>(Insn.class);

    private OpMaker() {
    }

    static boolean isMade(Insn row) {
        return Transcription.isPossible(row, true);
    }

    static synchronized Op make(Operands decoded) {
        int[] values = new int[2 * decoded.row().fields().size()];
        values(decoded, values, 0);
        try {
            return (Op) MADE.computeIfAbsent(decoded.row(), OpMaker::define).invokeExact(decoded.word(), values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the cell of " + decoded.row(), e);
        }
    }

    /// Fills in what the fields of a row's operands hold.
    private static void values(Operands decoded, int[] values, int from) {
        int at = from;
        for (Operand operand : decoded.row().fields()) {
            int value = (int) operand.value(decoded.word());
            values[at++] = value;
            values[at++] = value == 0 && operand.kind() == Operand.Kind.GPR ? Op.SINK : value;
        }
    }

    /// Whether two rows can be a [Pair]: control goes on from the first, and neither needs the CPU as a whole.
    static boolean isPair(Insn first, Insn second) {
        return first.touch() != Touch.BRANCH && isMade(first) && isMade(second) && !Ops.isFloat(first) && !Ops.isFloat(second);
    }

    static synchronized Op make(Op single, Operands first, Operands second) {
        int split = 2 * first.row().fields().size();
        int[] values = new int[split + 2 * second.row().fields().size()];
        values(first, values, 0);
        values(second, values, split);
        try {
            return (Pair) PAIRS.computeIfAbsent(first.row(), _ -> new EnumMap<>(Insn.class))
                    .computeIfAbsent(second.row(), _ -> define(first.row(), second.row())).invokeExact(single, values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the cell of " + first.row() + " and " + second.row(), e);
        }
    }

    private static MethodHandle define(Insn first, Insn second) {
        ClassDesc name = ClassDesc.of(Op.class.getName() + first.name() + "_" + second.name());
        byte[] bytes = ClassFile.of().build(name, made -> {
            made.withSuperclass(PAIR);
            Words one = new Words(name, "first_", 0);
            Words two = new Words(name, "second_", 1);
            for (Operand operand : first.fields()) one.declare(made, operand);
            for (Operand operand : second.fields()) two.declare(made, operand);
            made.withMethodBody("<init>", MethodTypeDesc.of(CD_void, OP, INTS), 0, code -> {
                code.aload(THIS).aload(1).invokespecial(PAIR, "<init>", MethodTypeDesc.of(CD_void, OP));
                int at = 0;
                for (Operand operand : first.fields()) at = one.initialise(code, 2, operand, at);
                for (Operand operand : second.fields()) at = two.initialise(code, 2, operand, at);
                code.return_();
            });
            made.withMethodBody("exec", EXEC, 0, code -> {
                Label both = code.newLabel();
                code.iload(LEFT).iconst_2().if_icmpge(both);
                code.aload(THIS).getfield(PAIR, "first", OP).aload(CPU).iload(AT).iload(LEFT).invokevirtual(OP, "exec", EXEC).ireturn();
                code.labelBinding(both);
                Transcription.write(first, code, one);
                boolean mayUnwind = second.touch().isMemory();
                if (mayUnwind) code.aload(CPU).iconst_1().putfield(CORE, "second", CD_int);
                Transcription.write(second, code, two);
                if (mayUnwind) code.aload(CPU).iconst_0().putfield(CORE, "second", CD_int);
                code.iload(AT).iconst_2().iadd().loadConstant(Op.SECOND).ior().ireturn();
            });
        });
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
            MethodType made = MethodType.methodType(void.class, Op.class, int[].class);
            return hidden.findConstructor(hidden.lookupClass(), made).asType(MethodType.methodType(Pair.class, Op.class, int[].class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the cell of " + first + " and " + second, e);
        }
    }

    private static MethodHandle define(Insn row) {
        ClassDesc name = ClassDesc.of(Op.class.getName() + row.name());
        byte[] bytes = ClassFile.of().build(name, made -> {
            made.withSuperclass(OP);
            Words words = new Words(name, "", 0);
            for (Operand operand : row.fields()) words.declare(made, operand);
            made.withMethodBody("<init>", MethodTypeDesc.of(CD_void, CD_int, INTS), 0, code -> {
                code.aload(THIS).iload(1).invokespecial(OP, "<init>", MethodTypeDesc.of(CD_void, CD_int));
                int at = 0;
                for (Operand operand : row.fields()) at = words.initialise(code, 2, operand, at);
                code.return_();
            });
            made.withMethodBody("exec", EXEC, 0, code -> {
                if (Ops.isFloat(row)) refuseFloats(code);
                Transcription.write(row, code, words);
                code.iload(AT).iconst_1().iadd().ireturn();
            });
        });
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(bytes, true);
            MethodType made = MethodType.methodType(void.class, int.class, int[].class);
            return hidden.findConstructor(hidden.lookupClass(), made).asType(MethodType.methodType(Op.class, int.class, int[].class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the cell of " + row, e);
        }
    }

    private static void refuseFloats(CodeBuilder code) {
        Label on = code.newLabel();
        code.aload(CPU).getfield(CORE, "floats", CD_boolean).ifne(on);
        code.aload(CPU).invokevirtual(CORE, "refuseFloats", MethodTypeDesc.of(CD_int)).ireturn();
        code.labelBinding(on);
    }

    /// `prefix` tells its fields from those of the other of a pair, which it is number `index` of.
    private record Words(ClassDesc name, String prefix, int index) implements Transcription.Words {
        void declare(ClassBuilder made, Operand operand) {
            made.withField(prefix + operand.text(), CD_int, ClassFile.ACC_FINAL);
            made.withField(prefix + operand.text() + WRITTEN, CD_int, ClassFile.ACC_FINAL);
        }

        /// Sets the operand's fields from element `at` on of the array in a slot; answers what follows.
        int initialise(CodeBuilder code, int array, Operand operand, int at) {
            code.aload(THIS).aload(array).loadConstant(at).iaload().putfield(name, prefix + operand.text(), CD_int);
            code.aload(THIS).aload(array).loadConstant(at + 1).iaload().putfield(name, prefix + operand.text() + WRITTEN, CD_int);
            return at + 2;
        }

        @Override
        public void read(CodeBuilder code, Operand register) {
            place(code, register, register.text());
            code.laload();
        }

        @Override
        public void write(CodeBuilder code, Operand register) {
            int value = code.allocateLocal(TypeKind.LONG);
            code.lstore(value);
            place(code, register, register.text() + WRITTEN);
            code.lload(value).lastore();
        }

        private void place(CodeBuilder code, Operand register, String field) {
            boolean general = register.kind() == Operand.Kind.GPR;
            code.aload(CPU).getfield(CORE, general ? "regs" : "fprs", LONGS);
            code.aload(THIS).getfield(name, prefix + field, CD_int);
            if (general) code.aload(CPU).getfield(CORE, "gpr", CD_int).iadd();
        }

        @Override
        public void field(CodeBuilder code, Operand field) {
            code.aload(THIS).getfield(name, prefix + field.text(), CD_int);
        }

        @Override
        public void pc(CodeBuilder code) {
            code.aload(CPU).iload(AT);
            if (index > 0) code.loadConstant(index).iadd();
            code.invokevirtual(CORE, "pcAt", MethodTypeDesc.of(CD_long, CD_int));
        }

        @Override
        public void branch(CodeBuilder code) {
            int target = code.allocateLocal(TypeKind.LONG);
            code.lstore(target).aload(CPU).lload(target);
            code.invokevirtual(CORE, index == 0 ? "go" : "goSecond", MethodTypeDesc.of(CD_int, CD_long)).ireturn();
        }

        @Override
        public void load(CodeBuilder code, int size) {
            int address = code.allocateLocal(TypeKind.LONG);
            code.lstore(address).aload(CPU).lload(address);
            code.invokestatic(CORE, "load" + size, MethodTypeDesc.of(CD_long, CORE, CD_long));
        }

        @Override
        public void store(CodeBuilder code, int size) {
            int value = code.allocateLocal(TypeKind.LONG);
            int address = code.allocateLocal(TypeKind.LONG);
            code.lstore(value).lstore(address).aload(CPU).lload(address).lload(value);
            code.invokestatic(CORE, "store" + size, MethodTypeDesc.of(CD_void, CORE, CD_long, CD_long));
        }

        @Override
        public int scratch(CodeBuilder code, TypeKind kind, int index) {
            return code.allocateLocal(kind);
        }

        @Override
        public void cpu(CodeBuilder code) {
            code.aload(CPU);
        }
    }
}
