package kprobarium.engine;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kprobarium.isa.Insn;
import kprobarium.isa.Operand;
import kprobarium.isa.Operands;

/// Compiles the region of a [Plan] to a class with one method.
///
/// Registers are local variables there, loaded at the start and put back where the method is left. Each block takes its length off the
/// budget before it begins; wherever control comes round, it leaves if the budget is less than what may be executed until it comes round
/// again. What unwinds is caught once, for the whole method, and a local variable says
/// which instruction it was.
final class RegionCompiler {
    /// HotSpot never compiles a longer method (`HugeMethodLimit`).
    static final int LONGEST_METHOD = 7900;
    private static final int MOST = 320;
    private static final ClassDesc CORE = OpMaker.CORE;
    private static final ClassDesc REGION = Region.class.describeConstable().orElseThrow();
    private static final ClassDesc PLAN = Plan.class.describeConstable().orElseThrow();
    private static final ClassDesc UNWIND = Unwind.class.describeConstable().orElseThrow();
    private static final ClassDesc BYTES = CD_byte.arrayType();
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_int, CORE, CD_int);
    private static final MethodTypeDesc LOAD = MethodTypeDesc.of(CD_long, CORE, BYTES, CD_long, CD_int);
    private static final MethodTypeDesc STORE = MethodTypeDesc.of(CD_void, CORE, BYTES, BYTES, CD_long, CD_long, CD_int);
    private static final ClassConstant RAM = new ClassConstant("RAM", BYTES), FLAGS = new ClassConstant("FLAGS", BYTES);
    private static final int THIS = 0, CPU = 1, FROM = 2;
    private static final int RA = 1;

    private final Core core;
    private final Plan plan;
    private final CodeBuilder code;
    private final ClassDesc name;
    private final Map<Plan.Spot, Label> labels = new LinkedHashMap<>();
    private final Map<Long, Label> exits = new TreeMap<>();
    private final int[] gprs = new int[32];
    private final int[] fprs = new int[32];
    /// A bit for each register.
    private int usedGprs, writtenGprs, usedFprs, writtenFprs;
    private final int ram, flags, left, pc, at, address, value, array, index;
    private final Label exit, entrance, call;
    private final Map<Plan.Spot, Integer> entrances = new LinkedHashMap<>();
    private boolean calls;
    private final MethodRefEntry[] loads = new MethodRefEntry[Long.BYTES + 1], stores = new MethodRefEntry[Long.BYTES + 1];
    /// What rows keep values in meanwhile.
    private final Map<TypeKind, List<Integer>> scratch = new EnumMap<>(TypeKind.class);

    /// A plan and the class that it has become.
    record Made(Plan plan, byte[] bytes) {}

    /// The region at `entry`, or null if nothing there can be compiled.
    static Region compile(Core core, long entry) {
        Made made = make(core, entry);
        return made == null ? null : define(made.bytes, core, made.plan);
    }

    /// As much of it as HotSpot takes in one method.
    static Made make(Core core, long entry) {
        for (int most = MOST;; most /= 2) {
            Plan plan = new Plan(core, entry, most);
            if (plan.size() < 2) return null;
            byte[] bytes = write(core, plan);
            if (length(bytes) <= LONGEST_METHOD) return new Made(plan, bytes);
        }
    }

    /// In the version of class files that says least about itself: what later ones want besides takes longer to find out than all else.
    private static byte[] write(Core core, Plan plan) {
        ClassDesc name = ClassDesc.of(Region.class.getName() + "At" + Long.toHexString(plan.entry()));
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS).build(name, made -> {
            made.withVersion(ClassFile.JAVA_5_VERSION, 0);
            made.withSuperclass(REGION);
            ClassConstant.declare(made, name, RAM, FLAGS);
            made.withMethodBody("<init>", MethodTypeDesc.of(CD_void, PLAN), 0, RegionCompiler::constructor);
            made.withMethodBody("run", RUN, 0, code -> new RegionCompiler(core, plan, code, name).write());
        });
    }

    /// Of the method `run`, in bytes.
    static int length(byte[] region) {
        return ClassFile.of().parse(region).methods().stream().filter(method -> method.methodName().equalsString("run"))
                .findFirst().orElseThrow().findAttribute(Attributes.code()).orElseThrow().codeLength();
    }

    private static Region define(byte[] bytes, Core core, Plan plan) {
        try {
            List<byte[]> memory = List.of(core.bytes, core.flags);
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClassWithClassData(bytes, memory, true);
            return (Region) hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class, Plan.class))
                    .asType(MethodType.methodType(Region.class, Plan.class)).invokeExact(plan);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the region at 0x" + Long.toHexString(plan.entry()), e);
        }
    }

    private static void constructor(CodeBuilder code) {
        code.aload(THIS).aload(1).invokespecial(REGION, "<init>", MethodTypeDesc.of(CD_void, PLAN)).return_();
    }

    private RegionCompiler(Core core, Plan plan, CodeBuilder code, ClassDesc name) {
        this.core = core;
        this.plan = plan;
        this.code = code;
        this.name = name;
        ram = code.allocateLocal(TypeKind.REFERENCE);
        flags = code.allocateLocal(TypeKind.REFERENCE);
        left = code.allocateLocal(TypeKind.INT);
        pc = code.allocateLocal(TypeKind.LONG);
        at = code.allocateLocal(TypeKind.INT);
        address = code.allocateLocal(TypeKind.LONG);
        value = code.allocateLocal(TypeKind.LONG);
        array = code.allocateLocal(TypeKind.REFERENCE);
        index = code.allocateLocal(TypeKind.INT);
        exit = code.newLabel();
        entrance = code.newLabel();
        call = code.newLabel();
    }

    private void write() {
        findRegisters();
        if (plan.blocks().values().stream().flatMap(b -> b.instructions.stream()).anyMatch(i -> Ops.isFloat(i.row()))) refuseFloats();
        RAM.push(code, name);
        code.astore(ram);
        FLAGS.push(code, name);
        code.astore(flags);
        code.lconst_0().lstore(pc).iconst_0().istore(at);
        for (Plan.Spot spot : plan.blocks().keySet()) labels.put(spot, code.newLabel());
        code.labelBinding(entrance);
        enter();
        Label from = code.newBoundLabel();
        plan.blocks().values().forEach(this::block);
        exits.forEach((to, label) -> code.labelBinding(label).loadConstant(to).lstore(pc).goto_(exit));
        Label to = code.newBoundLabel();
        code.labelBinding(exit);
        leave();
        code.loadConstant(Op.LEFT_PAGE).ireturn();
        if (calls) callOthers();
        Label handler = code.newBoundLabel();
        int unwind = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(unwind);
        spill();
        code.aload(THIS).aload(CPU).aload(unwind).iload(at).iload(left);
        code.invokevirtual(REGION, "unwound", MethodTypeDesc.of(CD_int, CORE, UNWIND, CD_int, CD_int)).ireturn();
        code.exceptionCatch(from, to, handler, UNWIND);
    }

    private void findRegisters() {
        for (Plan.Block block : plan.blocks().values()) {
            for (Operands instruction : block.instructions) {
                List<Operand> set = written(instruction.row());
                for (Operand field : instruction.row().fields()) {
                    int register = 1 << field.bits(instruction.word());
                    if (field.kind() == Operand.Kind.GPR) {
                        usedGprs |= register;
                        if (set.contains(field)) writtenGprs |= register;
                    } else if (field.kind() == Operand.Kind.FPR) {
                        usedFprs |= register;
                        if (set.contains(field)) writtenFprs |= register;
                    }
                }
                if (instruction.row() == Insn.BL) writtenGprs |= 1 << RA;
            }
        }
        usedGprs = (usedGprs | writtenGprs) & ~1;
        writtenGprs &= ~1;
        allocate(usedGprs, gprs);
        allocate(usedFprs, fprs);
    }

    private void allocate(int registers, int[] locals) {
        for (int rest = registers; rest != 0; rest &= rest - 1) {
            locals[Integer.numberOfTrailingZeros(rest)] = code.allocateLocal(TypeKind.LONG);
        }
    }

    private static List<Operand> written(Insn row) {
        return switch (row) {
            case BL -> List.of();
            case JIRL -> List.of(Operand.RD);
            default -> Transcription.written(row);
        };
    }

    private void refuseFloats() {
        Label on = code.newLabel();
        code.aload(CPU).getfield(CORE, "floats", CD_boolean).ifne(on).loadConstant(Op.LEFT_PAGE).ireturn().labelBinding(on);
    }

    private void enter() {
        code.aload(CPU).getfield(CORE, "left", CD_int).istore(left);
        move("regs", usedGprs, gprs, true);
        move("fprs", usedFprs, fprs, true);
        List<SwitchCase> cases = new ArrayList<>();
        for (Plan.Block block : plan.entrances()) {
            entrances.put(block.start, cases.size());
            cases.add(SwitchCase.of(cases.size(), labels.get(block.start)));
        }
        Label first = labels.get(plan.entrances().getFirst().start);
        if (cases.size() == 1) code.goto_(first);
        else code.iload(FROM).tableswitch(0, cases.size() - 1, first, cases);
    }

    private void leave() {
        spill();
        code.aload(CPU).lload(pc).putfield(CORE, "pc", CD_long);
        code.aload(CPU).iload(left).putfield(CORE, "left", CD_int);
    }

    private void spill() {
        move("regs", writtenGprs, gprs, false);
        move("fprs", writtenFprs, fprs, false);
    }

    private void move(String from, int registers, int[] locals, boolean toLocals) {
        if (registers == 0) return;
        boolean general = from.equals("regs");
        code.aload(CPU).getfield(CORE, from, OpMaker.LONGS).astore(array);
        if (general) code.aload(CPU).getfield(CORE, "gpr", CD_int).istore(index);
        for (int rest = registers; rest != 0; rest &= rest - 1) {
            int number = Integer.numberOfTrailingZeros(rest);
            code.aload(array).loadConstant(number);
            if (general) code.iload(index).iadd();
            if (toLocals) code.laload().lstore(locals[number]);
            else code.lload(locals[number]).lastore();
        }
    }

    private void block(Plan.Block block) {
        int size = block.size();
        code.labelBinding(labels.get(block.start));
        if (block.looks) code.iload(left).loadConstant(block.longest()).if_icmplt(exitTo(block.start.pc()));
        code.iinc(left, -size);
        for (int i = 0; i < size; i++) {
            Operands instruction = block.instructions.get(i);
            long here = block.pc(i);
            if (instruction.row() == Insn.BL) {
                code.loadConstant(here + 4);
                writeGpr(RA);
                if (block.target == null) {
                    code.loadConstant(Plan.staticTarget(here, instruction)).lstore(pc);
                    call(block.next);
                } else {
                    code.goto_(labelOf(block.target));
                }
            } else if (instruction.row() == Insn.JIRL) {
                jump(block, instruction, here);
            } else {
                if (instruction.row().touch().isMemory() || Ops.isFloat(instruction.row())) code.loadConstant(block.first + i).istore(at);
                Transcription.write(instruction.row(), code, new Words(instruction, here, block.target));
            }
        }
        if (block.next != null && !Plan.isCall(block.last())) code.goto_(labelOf(block.next));
    }

    /// Has other regions execute what is called, which is in [#pc], and goes on where it returns to.
    private void call(Plan.Spot next) {
        calls = true;
        Integer entrance = entrances.get(next);
        code.loadConstant(next.pc()).lstore(address).loadConstant(entrance == null ? -1 : entrance).istore(FROM).goto_(call);
    }

    /// Where all calls come together: much shorter than to put back and fetch the registers at each.
    private void callOthers() {
        Label returned = code.newLabel();
        code.labelBinding(call);
        leave();
        code.aload(THIS).aload(CPU).lload(address);
        code.invokevirtual(REGION, "call", MethodTypeDesc.of(CD_int, CORE, CD_long)).istore(at);
        code.iload(at).ifne(returned);
        code.iload(FROM).ifge(entrance).loadConstant(Op.LEFT_PAGE).ireturn();
        code.labelBinding(returned).iload(at).ireturn();
    }

    private void jump(Plan.Block block, Operands instruction, long here) {
        readGpr(instruction.rj());
        code.loadConstant((long) instruction.si16() << 2).ladd().lstore(pc);
        if (instruction.rd() != 0) {
            code.loadConstant(here + 4);
            writeGpr(instruction.rd());
        }
        knownTargets(block.seen);
        if (Plan.isJump(instruction) || block.next != null && core.targets(here).size() < Plan.MOST_CALLED) {
            code.aload(CPU).loadConstant(here).putfield(CORE, "jumpedFrom", CD_long);
        }
        if (block.next != null) {
            call(block.next);
            return;
        }
        if (block.target != null) code.lload(pc).loadConstant(block.target.pc()).lcmp().ifeq(labelOf(block.target));
        code.goto_(exit);
    }

    /// Goes to the block that pc is the start of, if it is one of these.
    private void knownTargets(List<Plan.Spot> spots) {
        if (spots.isEmpty()) return;
        Label unknown = code.newLabel();
        long high = spots.getFirst().pc() >>> Integer.SIZE;
        code.lload(pc).loadConstant(Integer.SIZE).lushr().loadConstant(high).lcmp().ifne(unknown);
        List<SwitchCase> cases = spots.stream().filter(spot -> spot.pc() >>> Integer.SIZE == high)
                .map(spot -> SwitchCase.of((int) spot.pc(), labelOf(spot))).toList();
        code.lload(pc).l2i().lookupswitch(unknown, cases);
        code.labelBinding(unknown);
    }

    /// Where control goes for `spot`: to its block, or out.
    private Label labelOf(Plan.Spot spot) {
        Label label = labels.get(spot);
        return label != null ? label : exitTo(spot.pc());
    }

    private Label exitTo(long address) {
        return exits.computeIfAbsent(address, _ -> code.newLabel());
    }

    private void readGpr(int number) {
        if (number == 0) code.lconst_0();
        else code.lload(gprs[number]);
    }

    private void writeGpr(int number) {
        if (number == 0) {
            code.pop2();
            return;
        }
        code.lstore(gprs[number]);
    }

    /// What there are most of is looked up once.
    private MethodRefEntry access(MethodRefEntry[] known, int size, String name, MethodTypeDesc type) {
        if (known[size] == null) known[size] = code.constantPool().methodRefEntry(CORE, name + size, type);
        return known[size];
    }

    private final class Words implements Transcription.Words {
        private final Operands instruction;
        private final long here;
        private final Plan.Spot target;

        Words(Operands instruction, long here, Plan.Spot target) {
            this.instruction = instruction;
            this.here = here;
            this.target = target;
        }

        @Override
        public void read(CodeBuilder code, Operand register) {
            int number = register.bits(instruction.word());
            if (register.kind() == Operand.Kind.GPR) readGpr(number);
            else code.lload(fprs[number]);
        }

        @Override
        public void write(CodeBuilder code, Operand register) {
            int number = register.bits(instruction.word());
            if (register.kind() == Operand.Kind.GPR) writeGpr(number);
            else code.lstore(fprs[number]);
        }

        @Override
        public void field(CodeBuilder code, Operand field) {
            code.loadConstant((int) field.value(instruction.word()));
        }

        @Override
        public void pc(CodeBuilder code) {
            code.loadConstant(here);
        }

        @Override
        public void branch(CodeBuilder code) {
            code.pop2().goto_(labelOf(target));
        }

        @Override
        public void load(CodeBuilder code, int size) {
            code.loadConstant(core.base()).lsub().lstore(address);
            code.aload(CPU).aload(ram).lload(address).loadConstant(core.mask());
            code.invokestatic(access(loads, size, "load", LOAD));
        }

        @Override
        public void store(CodeBuilder code, int size) {
            code.lstore(value).loadConstant(core.base()).lsub().lstore(address);
            code.aload(CPU).aload(ram).aload(flags).lload(address).lload(value).loadConstant(core.mask());
            code.invokestatic(access(stores, size, "store", STORE));
        }

        @Override
        public int scratch(CodeBuilder code, TypeKind kind, int index) {
            List<Integer> slots = scratch.computeIfAbsent(kind, _ -> new ArrayList<>());
            while (slots.size() <= index) slots.add(code.allocateLocal(kind));
            return slots.get(index);
        }

        @Override
        public void cpu(CodeBuilder code) {
            code.aload(CPU);
        }
    }
}
