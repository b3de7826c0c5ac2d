package kprobarium.engine;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;

/// An object that a hidden class has as a constant, so that HotSpot knows all about it: the length of memory, and checks against it vanish.
public record ClassConstant(String name, ClassDesc type) {
    private static final ClassDesc HANDLES = MethodHandles.class.describeConstable().orElseThrow();
    private static final ClassDesc LOOKUP = MethodHandles.Lookup.class.describeConstable().orElseThrow();

    /// Gives a class these constants. Their values are its class data, a list in the same order.
    public static void declare(ClassBuilder made, ClassDesc owner, ClassConstant... constants) {
        for (ClassConstant constant : constants) made.withField(constant.name, constant.type, ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
        made.withMethodBody("<clinit>", MethodTypeDesc.of(CD_void), ClassFile.ACC_STATIC, code -> {
            for (int index = 0; index < constants.length; index++) constants[index].initialise(code, owner, index);
            code.return_();
        });
    }

    private void initialise(CodeBuilder code, ClassDesc owner, int index) {
        code.invokestatic(HANDLES, "lookup", MethodTypeDesc.of(LOOKUP)).loadConstant("_").loadConstant(type).loadConstant(index);
        code.invokestatic(HANDLES, "classDataAt", MethodTypeDesc.of(CD_Object, LOOKUP, CD_String, CD_Class, CD_int));
        code.checkcast(type).putstatic(owner, name, type);
    }

    /// Pushes it.
    public void push(CodeBuilder code, ClassDesc owner) {
        code.getstatic(owner, name, type);
    }
}
