package kprobarium.kernel.v1;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SS;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SSDONE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;
import static kprobarium.kernel.LoongarchInstruction.*;
import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import kprobarium.kernel.ArchKprobes;
import kprobarium.kernel.Die;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Hunk;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.Kretprobes;
import kprobarium.kernel.PtRegs;

/// arch/loongarch/kernel/kprobes.c as first posted.
public final class ArchKprobesV1 extends Hunk implements ArchKprobes {
    private static final int breakpoint_insn = genBreak(BRK_KPROBE_BP);
    private static final int singlestep_insn = genBreak(BRK_KPROBE_SSTEPBP);
    /// The posting's enum reg1i21_op has these two as whole words.
    private static final int bceqz_op = 0x48000000, bcnez_op = 0x48000100;

    public ArchKprobesV1(Kernel k) {
        super(k);
    }

    @Override
    public int breakpointInsn() {
        return breakpoint_insn;
    }

    @Override
    public int singlestepInsn() {
        return singlestep_insn;
    }

    @Override
    public boolean insnsAreNotSupported(int insn) {
        switch (reg2i14Opcode(insn)) {
            case llw_op, lld_op, scw_op, scd_op -> {
                prNotice("kprobe: ll or sc instructions are not supported");
                return true;
            }
            default -> {}
        }

        switch (reg1i21Opcode(insn)) {
            case bceqz_op, bcnez_op -> {
                prNotice("kprobe: bceqz or bcnez instructions are not supported");
                return true;
            }
            default -> {}
        }

        return false;
    }

    @Override
    public int archPrepareKprobe(Kprobe p) {
        int insn;

        insn = readText(p.addr());
        if (k.arch.insnsAreNotSupported(insn)) return Errno.EINVAL.negative();

        p.ainsn.insn(k.insnSlots.getInsnSlot());
        long slot = p.ainsn.insn();
        if (slot == 0) return Errno.ENOMEM.negative();

        writeText(slot, readText(p.addr()));
        writeText(slot + LOONGARCH_INSN_SIZE, singlestep_insn);

        p.opcode(readText(p.addr()));

        return 0;
    }

    /// Install breakpoint in text
    @Override
    public void archArmKprobe(Kprobe p) {
        writeText(p.addr(), breakpoint_insn);
    }

    /// Remove breakpoint from text
    @Override
    public void archDisarmKprobe(Kprobe p) {
        writeText(p.addr(), p.opcode());
    }

    @Override
    public void archRemoveKprobe(Kprobe p) {
        long slot = p.ainsn.insn();
        if (slot != 0) {
            k.insnSlots.freeInsnSlot(slot);
            p.ainsn.insn(0);
        }
    }

    /// A macro that does nothing.
    @Override
    public void flushInsnSlot(Kprobe p) {}

    /// They come with a later patch of the posting.
    @Override
    public Kretprobes kretprobes() {
        return Kretprobes.absent(k);
    }

    @Override
    public void savePreviousKprobe(KprobeCtlblk kcb) {
        kcb.prevKprobe.kp(kprobeRunning());
        kcb.prevKprobe.status(kcb.kprobeStatus());
        kcb.prevKprobe.savedIrq(kcb.kprobeSavedIrq());
        kcb.prevKprobe.savedEra(kcb.kprobeSavedEra());
    }

    @Override
    public void restorePreviousKprobe(KprobeCtlblk kcb) {
        writeCurrentKprobe(kcb.prevKprobe.kp());
        kcb.kprobeStatus(kcb.prevKprobe.status());
        kcb.kprobeSavedIrq(kcb.prevKprobe.savedIrq());
        kcb.kprobeSavedEra(kcb.prevKprobe.savedEra());
    }

    @Override
    public void setCurrentKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        writeCurrentKprobe(p);
        kcb.kprobeSavedIrq(regs.csrPrmd() & CSR_PRMD_PIE);
        kcb.kprobeSavedEra(regs.csrEra());
    }

    @Override
    public boolean insnsAreNotSimulated(Kprobe p, PtRegs regs) {
        if (isBranchIns(p.opcode())) {
            k.inst.simuBranch(regs, p.opcode());
            return false;
        } else if (isPcIns(p.opcode())) {
            k.inst.simuPc(regs, p.opcode());
            return false;
        } else {
            return true;
        }
    }

    @Override
    public void setupSinglestep(Kprobe p, PtRegs regs, KprobeCtlblk kcb, int reenter) {
        if (reenter != 0) {
            k.arch.savePreviousKprobe(kcb);
            k.arch.setCurrentKprobe(p, regs, kcb);
            kcb.kprobeStatus(KPROBE_REENTER);
        } else {
            kcb.kprobeStatus(KPROBE_HIT_SS);
        }

        if (readText(p.ainsn.insn()) == breakpoint_insn) {
            regs.csrPrmd(regs.csrPrmd() & ~CSR_PRMD_PIE);
            regs.csrPrmd(regs.csrPrmd() | kcb.kprobeSavedIrq());
            return;
        }

        regs.csrPrmd(regs.csrPrmd() & ~CSR_PRMD_PIE);

        if (k.arch.insnsAreNotSimulated(p, regs)) {
            kcb.kprobeStatus(KPROBE_HIT_SS);
            regs.csrEra(p.ainsn.insn());
        } else {
            kcb.kprobeStatus(KPROBE_HIT_SSDONE);
            if (p.postHandler()) p.postHandler(regs, 0);
            resetCurrentKprobe();
        }
    }

    @Override
    public boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        switch ((int) kcb.kprobeStatus()) {
            case (int) KPROBE_HIT_SSDONE, (int) KPROBE_HIT_ACTIVE -> {
                k.kprobes.kprobesIncNmissedCount(p);
                k.arch.setupSinglestep(p, regs, kcb, 1);
            }
            case (int) KPROBE_HIT_SS, (int) KPROBE_REENTER -> {
                prWarn("Failed to recover from reentered kprobes.");
                k.kprobes.dumpKprobe(p);
                throw bug(regs, "reenter_kprobe");
            }
            default -> {
                warnOn("reenter_kprobe");
                return false;
            }
        }

        return true;
    }

    @Override
    public boolean kprobePreHandler(PtRegs regs) {
        Kprobe p, cur_kprobe;
        KprobeCtlblk kcb;
        long addr = regs.csrEra();

        kcb = getKprobeCtlblk();
        cur_kprobe = kprobeRunning();

        p = k.kprobes.getKprobe(addr);
        if (p != null) {
            if (cur_kprobe != null) {
                if (k.arch.reenterKprobe(p, regs, kcb)) return true;
            } else {
                k.arch.setCurrentKprobe(p, regs, kcb);
                kcb.kprobeStatus(KPROBE_HIT_ACTIVE);

                // A pre_handler that returns non-zero has changed the path of execution: nothing is stepped.
                // It may itself hit a breakpoint, and step through it, before it returns.
                if (!p.preHandler() || p.preHandler(regs) == 0) k.arch.setupSinglestep(p, regs, kcb, 0);
                else resetCurrentKprobe();
            }
            return true;
        }

        // No probe is here any more: another CPU took it away right after this one hit it.
        return false;
    }

    @Override
    public boolean kprobePostHandler(PtRegs regs) {
        Kprobe cur = kprobeRunning();
        KprobeCtlblk kcb = getKprobeCtlblk();

        if (cur == null) return false;

        if (kcb.kprobeStatus() == KPROBE_REENTER) {
            k.arch.restorePreviousKprobe(kcb);
            return true;
        }

        kcb.kprobeStatus(KPROBE_HIT_SSDONE);
        if (cur.postHandler()) cur.postHandler(regs, 0);

        regs.csrEra(kcb.kprobeSavedEra() + LOONGARCH_INSN_SIZE);
        regs.csrPrmd(regs.csrPrmd() | kcb.kprobeSavedIrq());

        resetCurrentKprobe();

        return true;
    }

    @Override
    public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
        KprobeCtlblk kcb = getKprobeCtlblk();

        if ((kcb.kprobeStatus() & KPROBE_HIT_SS) != 0) {
            regs.csrEra(kcb.kprobeSavedEra() + LOONGARCH_INSN_SIZE);
            regs.csrPrmd(regs.csrPrmd() | kcb.kprobeSavedIrq());
            resetCurrentKprobe();
        }

        return false;
    }

    @Override
    public int kprobeExceptionsNotify(int val, PtRegs regs, int trapnr) {
        int ret = Die.NOTIFY_DONE;

        switch (val) {
            case Die.DIE_BREAK -> {
                if (k.arch.kprobePreHandler(regs)) ret = Die.NOTIFY_STOP;
            }
            case Die.DIE_SSTEPBP -> {
                if (k.arch.kprobePostHandler(regs)) ret = Die.NOTIFY_STOP;
            }
            case Die.DIE_PAGE_FAULT -> {
                preemptDisable();
                if (kprobeRunning() != null && k.arch.kprobeFaultHandler(regs, trapnr)) ret = Die.NOTIFY_STOP;
                preemptEnable();
            }
            default -> {}
        }

        return ret;
    }
}
