package kprobarium.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import kprobarium.isa.Operand;

/// What one row does, to be written into other code: found by [RowReader], or read back as it was [saved][#save].
///
/// @param possible whether all of it can be put in [Transcription.Words]; else there are no steps
/// @param atHand   the same where the CPU can be asked for registers by number, because none is kept elsewhere
/// @param written  the registers that it sets
/// @param locals   its local variables; they and labels are numbers from 0 on
record Recipe(boolean possible, boolean atHand, List<Operand> written, List<TypeKind> locals, int labels, List<Step> steps) {
    private static final Operand[] OPERANDS = Operand.values();
    private static final TypeKind[] KINDS = TypeKind.values();
    private static final Opcode[] OPCODES = new Opcode[256];

    static {
        for (Opcode opcode : Opcode.values()) if (!opcode.isWide()) OPCODES[opcode.bytecode()] = opcode;
    }

    /// What is being written, and where to.
    record Copy(CodeBuilder code, Transcription.Words words, List<TypeKind> locals, int[] slots, Label[] labels, int size) {}

    /// One instruction of the JVM, or what stands for several.
    sealed interface Step {
        void write(Copy to);

        /// Writes what [#read] reads.
        void save(DataOutput to) throws IOException;

        private static void tag(DataOutput to, Tag tag) throws IOException {
            to.writeByte(tag.ordinal());
        }

        /// An instruction that is its opcode and nothing else.
        record Plain(Opcode opcode) implements Step {
            /// Whether there are such instructions with this opcode.
            static boolean isPlain(Opcode opcode) {
                return switch (opcode.kind()) {
                    case OPERATOR, CONVERT, STACK -> true;
                    default -> false;
                };
            }

            @Override
            public void write(Copy to) {
                to.code.with(switch (opcode.kind()) {
                    case OPERATOR -> OperatorInstruction.of(opcode);
                    case CONVERT -> ConvertInstruction.of(opcode);
                    default -> StackInstruction.of(opcode);
                });
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.PLAIN);
                to.writeByte(opcode.bytecode());
            }
        }

        /// `value` is an Integer, a Long, a Float or a Double.
        record Constant(ConstantDesc value) implements Step {
            @Override
            public void write(Copy to) {
                to.code.loadConstant(value);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.CONSTANT);
                TypeKind kind = kind();
                to.writeByte(kind.ordinal());
                Number number = (Number) value;
                to.writeLong(switch (kind) {
                    case FLOAT -> Float.floatToRawIntBits(number.floatValue());
                    case DOUBLE -> Double.doubleToRawLongBits(number.doubleValue());
                    default -> number.longValue();
                });
            }

            private TypeKind kind() {
                return switch (value) {
                    case Integer _ -> TypeKind.INT;
                    case Long _ -> TypeKind.LONG;
                    case Float _ -> TypeKind.FLOAT;
                    case Double _ -> TypeKind.DOUBLE;
                    default -> throw new IllegalStateException("a row with the constant " + value);
                };
            }

            private static Constant of(TypeKind kind, long bits) {
                return new Constant(switch (kind) {
                    case INT -> (int) bits;
                    case FLOAT -> Float.intBitsToFloat((int) bits);
                    case DOUBLE -> Double.longBitsToDouble(bits);
                    default -> bits;
                });
            }
        }

        record Call(Opcode opcode, boolean ofInterface, ClassDesc owner, String name, MethodTypeDesc type) implements Step {
            @Override
            public void write(Copy to) {
                to.code.invoke(opcode, owner, name, type, ofInterface);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.CALL);
                to.writeByte(opcode.bytecode());
                to.writeBoolean(ofInterface);
                to.writeUTF(owner.descriptorString());
                to.writeUTF(name);
                to.writeUTF(type.descriptorString());
            }
        }

        record StaticField(ClassDesc owner, String name, ClassDesc type) implements Step {
            @Override
            public void write(Copy to) {
                to.code.getstatic(owner, name, type);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.STATIC_FIELD);
                to.writeUTF(owner.descriptorString());
                to.writeUTF(name);
                to.writeUTF(type.descriptorString());
            }
        }

        /// A local variable is pushed or, `stores`, popped.
        record Local(boolean stores, int local) implements Step {
            @Override
            public void write(Copy to) {
                if (stores) to.code.storeLocal(to.locals.get(local), to.slots[local]);
                else to.code.loadLocal(to.locals.get(local), to.slots[local]);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.LOCAL);
                to.writeBoolean(stores);
                to.writeByte(local);
            }
        }

        record Increment(int local, int by) implements Step {
            @Override
            public void write(Copy to) {
                to.code.iinc(to.slots[local], by);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.INCREMENT);
                to.writeByte(local);
                to.writeShort(by);
            }
        }

        record Jump(Opcode opcode, int label) implements Step {
            @Override
            public void write(Copy to) {
                to.code.branch(opcode, to.labels[label]);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.JUMP);
                to.writeByte(opcode.bytecode());
                to.writeByte(label);
            }
        }

        record Place(int label) implements Step {
            @Override
            public void write(Copy to) {
                to.code.labelBinding(to.labels[label]);
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.PLACE);
                to.writeByte(label);
            }
        }

        /// A field is read, or the register that it names is read or written.
        record Field(Operand field, Use use) implements Step {
            @Override
            public void write(Copy to) {
                switch (use) {
                    case FIELD -> to.words.field(to.code, field);
                    case READ -> to.words.read(to.code, field);
                    case WRITE -> to.words.write(to.code, field);
                }
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.FIELD);
                to.writeByte(field.ordinal());
                to.writeByte(use.ordinal());
            }
        }

        /// Something of the CPU.
        record Ask(Port port) implements Step {
            @Override
            public void write(Copy to) {
                switch (port) {
                    case PC -> to.words.pc(to.code);
                    case BRANCH -> to.words.branch(to.code);
                    case LOAD -> to.words.load(to.code, to.size);
                    case STORE -> to.words.store(to.code, to.size);
                    case CPU -> to.words.cpu(to.code);
                }
            }

            @Override
            public void save(DataOutput to) throws IOException {
                tag(to, Tag.ASK);
                to.writeByte(port.ordinal());
            }
        }

        static Step read(DataInput from) throws IOException {
            return switch (Tag.ALL[from.readByte()]) {
                case PLAIN -> new Plain(OPCODES[from.readUnsignedByte()]);
                case CONSTANT -> Constant.of(KINDS[from.readUnsignedByte()], from.readLong());
                case CALL -> new Call(OPCODES[from.readUnsignedByte()], from.readBoolean(), ClassDesc.ofDescriptor(from.readUTF()),
                        from.readUTF(), MethodTypeDesc.ofDescriptor(from.readUTF()));
                case STATIC_FIELD -> new StaticField(ClassDesc.ofDescriptor(from.readUTF()), from.readUTF(),
                        ClassDesc.ofDescriptor(from.readUTF()));
                case LOCAL -> new Local(from.readBoolean(), from.readUnsignedByte());
                case INCREMENT -> new Increment(from.readUnsignedByte(), from.readShort());
                case JUMP -> new Jump(OPCODES[from.readUnsignedByte()], from.readUnsignedByte());
                case PLACE -> new Place(from.readUnsignedByte());
                case FIELD -> new Field(OPERANDS[from.readUnsignedByte()], Use.ALL[from.readUnsignedByte()]);
                case ASK -> new Ask(Port.ALL[from.readUnsignedByte()]);
            };
        }
    }

    /// What a step is, as it is saved.
    private enum Tag {
        PLAIN, CONSTANT, CALL, STATIC_FIELD, LOCAL, INCREMENT, JUMP, PLACE, FIELD, ASK;

        private static final Tag[] ALL = values();
    }

    enum Use {
        FIELD, READ, WRITE;

        private static final Use[] ALL = values();
    }

    enum Port {
        PC, BRANCH, LOAD, STORE, CPU;

        private static final Port[] ALL = values();
    }

    /// Writes the steps. `size`: of a memory access, in bytes.
    void write(CodeBuilder code, Transcription.Words words, int size) {
        int[] slots = new int[locals.size()];
        for (int i = 0; i < slots.length; i++) slots[i] = words.scratch(code, locals.get(i), i);
        Label[] places = new Label[labels];
        for (int i = 0; i < labels; i++) places[i] = code.newLabel();
        Copy copy = new Copy(code, words, locals, slots, places, size);
        for (Step step : steps) step.write(copy);
    }

    void save(DataOutput to) throws IOException {
        to.writeBoolean(possible);
        to.writeBoolean(atHand);
        to.writeByte(written.size());
        for (Operand register : written) to.writeByte(register.ordinal());
        to.writeByte(locals.size());
        for (TypeKind kind : locals) to.writeByte(kind.ordinal());
        to.writeByte(labels);
        to.writeShort(steps.size());
        for (Step step : steps) step.save(to);
    }

    static Recipe read(DataInput from) throws IOException {
        boolean possible = from.readBoolean();
        boolean atHand = from.readBoolean();
        List<Operand> written = new ArrayList<>();
        for (int left = from.readUnsignedByte(); left > 0; left--) written.add(OPERANDS[from.readUnsignedByte()]);
        List<TypeKind> locals = new ArrayList<>();
        for (int left = from.readUnsignedByte(); left > 0; left--) locals.add(KINDS[from.readUnsignedByte()]);
        int labels = from.readUnsignedByte();
        List<Step> steps = new ArrayList<>();
        for (int left = from.readUnsignedShort(); left > 0; left--) steps.add(Step.read(from));
        return new Recipe(possible, atHand, written, locals, labels, steps);
    }
}
