package kprobarium.kernel;

/// The files of a kernel as they are called, watched from outside: so that a report can name the function that declined an exception
/// and tell a simulated instruction, while the files themselves read like the kernel's.
final class Observed {
    static final class Arch extends ArchKprobesPatch {
        Arch(Kernel k, ArchKprobes was) {
            super(k, was);
        }

        @Override
        public boolean kprobePreHandler(PtRegs regs) {
            return k.answered("kprobe_pre_handler", super.kprobePreHandler(regs));
        }

        @Override
        public boolean kprobePostHandler(PtRegs regs) {
            return k.answered("kprobe_post_handler", super.kprobePostHandler(regs));
        }

        @Override
        public boolean kprobeBreakpointHandler(PtRegs regs) {
            return k.answered("kprobe_breakpoint_handler", super.kprobeBreakpointHandler(regs));
        }

        @Override
        public boolean kprobeSinglestepHandler(PtRegs regs) {
            return k.answered("kprobe_singlestep_handler", super.kprobeSinglestepHandler(regs));
        }
    }

    static final class Instructions extends InstPatch {
        Instructions(Kernel k, Inst was) {
            super(k, was);
        }

        @Override
        public void simuBranch(PtRegs regs, int insn) {
            super.simuBranch(regs, insn);
            k.simulated(regs);
        }

        @Override
        public void simuPc(PtRegs regs, int insn) {
            super.simuPc(regs, insn);
            k.simulated(regs);
        }
    }

    private Observed() {}
}
