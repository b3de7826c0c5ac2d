package kprobarium.isa;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// The third column of the [table][Insn] as the JVM has it: a row's semantics as bytecode.
///
/// A compiler of LoongArch code needs to know what an instruction does, and the table is where that is said. So it is read from there: the
/// lambda of each row is a method of the compiled table, found by the name that stands before it when the table is built.
public final class RowCode {
    private static final String SEMANTICS = ")" + Semantics.class.descriptorString();
    private static final Map<Insn, InvokeDynamicInstruction> ROWS = new EnumMap<>(Insn.class);
    /// The methods of a class, by name and descriptor.
    private static final Map<String, Map<String, MethodModel>> CLASSES = new TreeMap<>();

    static {
        String row = null;
        for (var element : method(Insn.class.getName(), "<clinit>", "()V").code().orElseThrow()) {
            if (element instanceof NewObjectInstruction) {
                row = null;
            } else if (row == null && element instanceof ConstantInstruction constant && constant.constantValue() instanceof String name) {
                row = name;
            } else if (element instanceof InvokeDynamicInstruction lambda && lambda.type().stringValue().endsWith(SEMANTICS)) {
                ROWS.put(Insn.valueOf(row), lambda);
            }
        }
    }

    private RowCode() {
    }

    /// The static method that does what a row does; its parameters are a [CpuPort] and the row's [Operands].
    public static MethodModel of(Insn row) {
        return implementation(ROWS.get(row));
    }

    /// A method of a class of this package.
    ///
    /// @param owner the class's name, such as `kprobarium.isa.Effects`
    public static MethodModel method(String owner, String name, String descriptor) {
        MethodModel method = CLASSES.computeIfAbsent(owner, RowCode::parse).get(name + descriptor);
        if (method == null) throw new IllegalArgumentException("no method " + owner + "." + name + descriptor);
        return method;
    }

    private static MethodModel implementation(InvokeDynamicInstruction lambda) {
        for (LoadableConstantEntry argument : lambda.invokedynamic().bootstrap().arguments()) {
            if (argument instanceof MethodHandleEntry handle) {
                var method = handle.reference();
                return method(method.owner().asInternalName().replace('/', '.'), method.name().stringValue(), method.type().stringValue());
            }
        }
        throw new IllegalStateException("a lambda without a method");
    }

    private static Map<String, MethodModel> parse(String name) {
        try (InputStream in = Insn.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            Map<String, MethodModel> methods = new TreeMap<>();
            for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
                methods.put(method.methodName().stringValue() + method.methodType().stringValue(), method);
            }
            return methods;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
