package kprobarium.machine;

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
import kprobarium.engine.ClassConstant;
import kprobarium.engine.Ram;

/// Compiles what a [Habit] compares and stores to a class with one method, in which all places and values, and the memory itself, are
/// constants: as the [engine][kprobarium.engine] does with hot text.
final class HabitCompiler {
    private static final ClassDesc REFLEX = Reflex.class.describeConstable().orElseThrow();
    private static final ClassDesc STATE = State.class.describeConstable().orElseThrow();
    private static final ClassConstant CELLS = new ClassConstant("CELLS", CD_long.arrayType());
    private static final ClassConstant MEMORY = new ClassConstant("MEMORY", CD_byte.arrayType());
    private static final ClassConstant RAM = new ClassConstant("RAM", Ram.class.describeConstable().orElseThrow());
    private static final MethodTypeDesc INIT = MethodTypeDesc.of(CD_void), REPEAT = MethodTypeDesc.of(CD_boolean);
    private static final MethodTypeDesc LOAD8 = MethodTypeDesc.of(CD_long, MEMORY.type(), CD_int);
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
            ClassConstant.declare(it, name, CELLS, MEMORY, RAM);
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

    private static void write(CodeBuilder code, ClassDesc name, Notes.Kept kept) {
        Label differs = code.newLabel();
        for (Notes.Word word : kept.memoryFound()) {
            MEMORY.push(code, name);
            code.loadConstant(word.place()).invokestatic(STATE, "load8", LOAD8);
            code.loadConstant(word.value()).lcmp().ifne(differs);
        }
        for (Notes.Word word : kept.cellsFound()) {
            CELLS.push(code, name);
            code.loadConstant(word.place()).laload();
            code.loadConstant(word.value()).lcmp().ifne(differs);
        }
        for (Notes.Word word : kept.memoryLeft()) {
            RAM.push(code, name);
            code.loadConstant(word.place()).loadConstant(word.value()).invokevirtual(RAM.type(), "store8", STORE8);
        }
        for (Notes.Word word : kept.cellsLeft()) {
            CELLS.push(code, name);
            code.loadConstant(word.place()).loadConstant(word.value()).lastore();
        }
        for (int cell : kept.counted()) {
            CELLS.push(code, name);
            code.loadConstant(cell).dup2().laload().loadConstant(1L).ladd().lastore();
        }
        code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
    }
}
