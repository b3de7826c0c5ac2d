package kprobarium.machine;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import kprobarium.engine.Ram;

/// Compiles what a [Habit] compares and stores to a class with one method, in which all places and values, and the memory itself, are
/// constants: as the [engine][kprobarium.engine] does with hot text.
final class HabitCompiler {
    private static final ClassDesc REFLEX = Reflex.class.describeConstable().orElseThrow();
    private static final ClassDesc STATE = State.class.describeConstable().orElseThrow();
    private static final ClassDesc RAM = Ram.class.describeConstable().orElseThrow();
    private static final ClassDesc BYTES = CD_byte.arrayType();
    private static final ClassDesc CELLS = CD_long.arrayType();
    private static final ClassDesc HANDLES = MethodHandles.class.describeConstable().orElseThrow();
    private static final ClassDesc LOOKUP = MethodHandles.Lookup.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc INIT = MethodTypeDesc.of(CD_void), REPEAT = MethodTypeDesc.of(CD_boolean);
    private static final MethodTypeDesc LOAD8 = MethodTypeDesc.of(CD_long, BYTES, CD_int);
    private static final MethodTypeDesc STORE8 = MethodTypeDesc.of(CD_void, CD_int, CD_long);

    /// A compiled habit.
    abstract static class Reflex {
        /// As [Habit#repeat].
        abstract boolean repeat();
    }

    private HabitCompiler() {}

    static Reflex compile(Notes.Kept kept, long[] cells, byte[] bytes, Ram ram) {
        ClassDesc name = ClassDesc.of(HabitCompiler.class.getPackageName(), "Reflex");
        byte[] made = ClassFile.of().build(name, it -> {
            it.withSuperclass(REFLEX);
            it.withField("CELLS", CELLS, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
            it.withField("BYTES", BYTES, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
            it.withField("RAM", RAM, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
            it.withMethodBody("<clinit>", INIT, ClassFile.ACC_STATIC, code -> {
                constant(code, name, 0, "CELLS", CELLS);
                constant(code, name, 1, "BYTES", BYTES);
                constant(code, name, 2, "RAM", RAM);
                code.return_();
            });
            it.withMethodBody("<init>", INIT, 0, code -> code.aload(0).invokespecial(REFLEX, "<init>", INIT).return_());
            it.withMethodBody("repeat", REPEAT, 0, code -> write(code, name, kept));
        });
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClassWithClassData(made, List.of(cells, bytes, ram), true);
            return (Reflex) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class))
                    .asType(MethodType.methodType(Reflex.class)).invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("a habit", e);
        }
    }

    private static void constant(CodeBuilder code, ClassDesc name, int index, String field, ClassDesc type) {
        code.invokestatic(HANDLES, "lookup", MethodTypeDesc.of(LOOKUP)).loadConstant("_").loadConstant(type).loadConstant(index);
        code.invokestatic(HANDLES, "classDataAt", MethodTypeDesc.of(CD_Object, LOOKUP, CD_String, CD_Class, CD_int));
        code.checkcast(type).putstatic(name, field, type);
    }

    private static void write(CodeBuilder code, ClassDesc name, Notes.Kept kept) {
        Label differs = code.newLabel();
        for (Notes.Word word : kept.memoryFound()) {
            code.getstatic(name, "BYTES", BYTES).loadConstant(word.place()).invokestatic(STATE, "load8", LOAD8);
            code.loadConstant(word.value()).lcmp().ifne(differs);
        }
        for (Notes.Word word : kept.cellsFound()) {
            code.getstatic(name, "CELLS", CELLS).loadConstant(word.place()).laload();
            code.loadConstant(word.value()).lcmp().ifne(differs);
        }
        for (Notes.Word word : kept.memoryLeft()) {
            code.getstatic(name, "RAM", RAM).loadConstant(word.place()).loadConstant(word.value()).invokevirtual(RAM, "store8", STORE8);
        }
        for (Notes.Word word : kept.cellsLeft()) {
            code.getstatic(name, "CELLS", CELLS).loadConstant(word.place()).loadConstant(word.value()).lastore();
        }
        for (int cell : kept.counted()) {
            code.getstatic(name, "CELLS", CELLS).loadConstant(cell).dup2().laload().loadConstant(1L).ladd().lastore();
        }
        code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
    }
}
