package kprobarium.engine;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

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
import java.util.List;
import java.util.Map;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;

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
    private static final Map<Insn, MethodHandle> MADE = new EnumMap<>(Insn.class);

    private OpMaker() {
    }

    static boolean isMade(Insn row) {
        return Transcription.isPossible(row, true);
    }

    static synchronized Op make(Operands decoded) {
        List<Operand> operands = decoded.row().fields();
        int[] values = new int[2 * operands.size()];
        for (int i = 0; i < operands.size(); i++) {
            int value = (int) operands.get(i).value(decoded.word());
            values[2 * i] = value;
            values[2 * i + 1] = value == 0 && operands.get(i).kind() == Operand.Kind.GPR ? Op.SINK : value;
        }
        try {
            return (Op) MADE.computeIfAbsent(decoded.row(), OpMaker::define).invokeExact(decoded.word(), values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the cell of " + decoded.row(), e);
        }
    }

    private static MethodHandle define(Insn row) {
        ClassDesc name = ClassDesc.of(Op.class.getName() + row.name());
        byte[] bytes = ClassFile.of().build(name, made -> {
            made.withSuperclass(OP);
            for (Operand operand : row.fields()) {
                made.withField(operand.text(), CD_int, ClassFile.ACC_FINAL);
                made.withField(operand.text() + WRITTEN, CD_int, ClassFile.ACC_FINAL);
            }
            made.withMethodBody("<init>", MethodTypeDesc.of(CD_void, CD_int, INTS), 0, code -> {
                code.aload(THIS).iload(1).invokespecial(OP, "<init>", MethodTypeDesc.of(CD_void, CD_int));
                int i = 0;
                for (Operand operand : row.fields()) {
                    code.aload(THIS).aload(2).loadConstant(i++).iaload().putfield(name, operand.text(), CD_int);
                    code.aload(THIS).aload(2).loadConstant(i++).iaload().putfield(name, operand.text() + WRITTEN, CD_int);
                }
                code.return_();
            });
            made.withMethodBody("exec", EXEC, 0, code -> {
                if (Ops.isFloat(row)) refuseFloats(code);
                Transcription.write(row, code, new Words(name));
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

    private record Words(ClassDesc name) implements Transcription.Words {
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
            code.aload(THIS).getfield(name, field, CD_int);
            if (general) code.aload(CPU).getfield(CORE, "gpr", CD_int).iadd();
        }

        @Override
        public void field(CodeBuilder code, Operand field) {
            code.aload(THIS).getfield(name, field.text(), CD_int);
        }

        @Override
        public void pc(CodeBuilder code) {
            code.aload(CPU).iload(AT).invokevirtual(CORE, "pcAt", MethodTypeDesc.of(CD_long, CD_int));
        }

        @Override
        public void branch(CodeBuilder code) {
            int target = code.allocateLocal(TypeKind.LONG);
            code.lstore(target).aload(CPU).lload(target).invokevirtual(CORE, "go", MethodTypeDesc.of(CD_int, CD_long)).ireturn();
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
