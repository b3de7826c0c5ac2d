package kprobarium.kernel.linux63;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SS;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SSDONE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;
import static kprobarium.kernel.LoongarchInstruction.*;
import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import java.util.List;
import kprobarium.kernel.ArchKprobes;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Hunk;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.KretprobeTrampoline;
import kprobarium.kernel.Kretprobes;
import kprobarium.kernel.PtRegs;

/// arch/loongarch/kernel/kprobes.c of Linux 6.3.
public class ArchKprobesLinux63 extends Hunk implements ArchKprobes {
    private static final int KPROBE_BP_INSN = genBreak(BRK_KPROBE_BP);
    private static final int KPROBE_SSTEPBP_INSN = genBreak(BRK_KPROBE_SSTEPBP);

    public ArchKprobesLinux63(Kernel k) {
        super(k);
    }

    @Override
    public int breakpointInsn() {
        return KPROBE_BP_INSN;
    }

    @Override
    public int singlestepInsn() {
        return KPROBE_SSTEPBP_INSN;
    }

    @Override
    public boolean insnsAreNotSupported(int insn) {
        switch (reg2i14Opcode(insn)) {
            case llw_op, lld_op, scw_op, scd_op -> {
                prNotice("kprobe: ll and sc instructions are not supported");
                return true;
            }
            default -> {}
        }

        if (reg1i21Opcode(insn) == bceqz_op) {
            prNotice("kprobe: bceqz and bcnez instructions are not supported");
            return true;
        }

        return false;
    }

    /// Whether the kernel does the instruction itself, because in a slot it would see another pc.
    protected boolean needsSimulation(int insn) {
        return isPcIns(insn) || isBranchIns(insn);
    }

    @Override
    public void archPrepareSsSlot(Kprobe p) {
        long slot = p.ainsn.insn();
        writeText(slot, readText(p.addr()));
        writeText(slot + LOONGARCH_INSN_SIZE, KPROBE_SSTEPBP_INSN);
        p.ainsn.restore(p.addr() + LOONGARCH_INSN_SIZE);
    }

    @Override
    public void archPrepareSimulate(Kprobe p) {
        p.ainsn.restore(0);
    }

    @Override
    public int archPrepareKprobe(Kprobe p) {
        if ((p.addr() & 0x3) != 0) return Errno.EILSEQ.negative();

        p.opcode(readText(p.addr()));

        if (k.arch.insnsAreNotSupported(p.opcode())) return Errno.EINVAL.negative();

        if (needsSimulation(p.opcode())) {
            p.ainsn.insn(0);
        } else {
            long slot = k.insnSlots.getInsnSlot();
            p.ainsn.insn(slot);
            if (slot == 0) return Errno.ENOMEM.negative();
        }

        if (p.ainsn.insn() != 0) k.arch.archPrepareSsSlot(p);
        else k.arch.archPrepareSimulate(p);

        return 0;
    }

    /// Install breakpoint in text
    @Override
    public void archArmKprobe(Kprobe p) {
        writeText(p.addr(), KPROBE_BP_INSN);
        k.arch.flushInsnSlot(p);
    }

    /// Remove breakpoint from text
    @Override
    public void archDisarmKprobe(Kprobe p) {
        writeText(p.addr(), p.opcode());
        k.arch.flushInsnSlot(p);
    }

    /// `ibar`, on this CPU alone.
    @Override
    public void flushInsnSlot(Kprobe p) {
        ibar();
    }

    @Override
    public void archRemoveKprobe(Kprobe p) {
        long slot = p.ainsn.insn();
        if (slot != 0) {
            k.insnSlots.freeInsnSlot(slot);
            p.ainsn.insn(0);
        }
    }

    @Override
    public void archPopulateKprobeBlacklist(List<String> irqentry) {
        irqentry.forEach(k.kprobes::kprobeAddKsymBlacklist);
    }

    @Override
    public Kretprobes kretprobes() {
        return new KretprobeTrampoline(k);
    }

    @Override
    public void savePreviousKprobe(KprobeCtlblk kcb) {
        kcb.prevKprobe.kp(kprobeRunning());
        kcb.prevKprobe.status(kcb.kprobeStatus());
    }

    @Override
    public void restorePreviousKprobe(KprobeCtlblk kcb) {
        writeCurrentKprobe(kcb.prevKprobe.kp());
        kcb.kprobeStatus(kcb.prevKprobe.status());
    }

    @Override
    public void setCurrentKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        writeCurrentKprobe(p);
    }

    /// Interrupts stay off until the step has ended.
    @Override
    public void saveLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        kcb.savedStatus(regs.csrPrmd());
        regs.csrPrmd(regs.csrPrmd() & ~CSR_PRMD_PIE);
    }

    @Override
    public void restoreLocalIrqflag(KprobeCtlblk kcb, PtRegs regs) {
        regs.csrPrmd(kcb.savedStatus());
    }

    @Override
    public void postKprobeHandler(Kprobe cur, KprobeCtlblk kcb, PtRegs regs) {
        if (cur.ainsn.restore() != 0) regs.csrEra(cur.ainsn.restore());

        if (kcb.kprobeStatus() == KPROBE_REENTER) {
            k.arch.restorePreviousKprobe(kcb);
            preemptEnable();
            return;
        }

        // Even without a post_handler: reset_current_kprobe() leaves the status alone.
        kcb.kprobeStatus(KPROBE_HIT_SSDONE);

        if (cur.postHandler()) cur.postHandler(regs, 0);

        resetCurrentKprobe();
        preemptEnable();
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

        long slot = p.ainsn.insn();
        if (slot != 0) {
            k.arch.saveLocalIrqflag(kcb, regs);
            regs.csrEra(slot);
        } else {
            simulate(p.opcode(), regs);
            k.arch.postKprobeHandler(p, kcb, regs);
        }
    }

    protected void simulate(int insn, PtRegs regs) {
        if (isPcIns(insn)) k.inst.simuPc(regs, insn);
        else if (isBranchIns(insn)) k.inst.simuBranch(regs, insn);
    }

    @Override
    public boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
        switch ((int) kcb.kprobeStatus()) {
            case (int) KPROBE_HIT_SS, (int) KPROBE_HIT_SSDONE, (int) KPROBE_HIT_ACTIVE -> {
                k.kprobes.kprobesIncNmissedCount(p);
                k.arch.setupSinglestep(p, regs, kcb, 1);
            }
            case (int) KPROBE_REENTER -> {
                prWarn("Failed to recover from reentered kprobes.");
                k.kprobes.dumpKprobe(p);
                warnOn("reenter_kprobe");
            }
            default -> {
                warnOn("reenter_kprobe");
                return false;
            }
        }

        return true;
    }

    @Override
    public boolean kprobeBreakpointHandler(PtRegs regs) {
        KprobeCtlblk kcb;
        Kprobe p, cur;
        long addr = regs.csrEra();

        // Preemption stays off until the step has ended: current_kprobe and the control block are this CPU's.
        preemptDisable();
        kcb = getKprobeCtlblk();
        cur = kprobeRunning();

        p = k.kprobes.getKprobe(addr);
        if (p != null) {
            if (cur != null) {
                if (k.arch.reenterKprobe(p, regs, kcb)) return true;
            } else {
                k.arch.setCurrentKprobe(p, regs, kcb);
                kcb.kprobeStatus(KPROBE_HIT_ACTIVE);

                if (!p.preHandler() || p.preHandler(regs) == 0) {
                    k.arch.setupSinglestep(p, regs, kcb, 0);
                } else {
                    resetCurrentKprobe();
                    preemptEnable();
                }
                return true;
            }
        }

        if (readText(addr) != KPROBE_BP_INSN) {
            // Another CPU took the probe away after this one had hit it: run what is there now.
            regs.csrEra(addr);
            preemptEnable();
            return true;
        }

        preemptEnable();
        return false;
    }

    @Override
    public boolean kprobeSinglestepHandler(PtRegs regs) {
        Kprobe cur = kprobeRunning();
        KprobeCtlblk kcb = getKprobeCtlblk();
        long addr = regs.csrEra();

        if (cur != null && (kcb.kprobeStatus() & (KPROBE_HIT_SS | KPROBE_REENTER)) != 0
                && cur.ainsn.insn() + LOONGARCH_INSN_SIZE == addr) {
            k.arch.restoreLocalIrqflag(kcb, regs);
            k.arch.postKprobeHandler(cur, kcb, regs);
            return true;
        }

        preemptEnable();
        return false;
    }

    @Override
    public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
        Kprobe cur = kprobeRunning();
        KprobeCtlblk kcb = getKprobeCtlblk();
        long status = kcb.kprobeStatus();

        if (status == KPROBE_HIT_SS || status == KPROBE_REENTER) {
            // The instruction in the slot faulted: as if it had been the one at the probe.
            regs.csrEra(cur.addr());

            if (status == KPROBE_REENTER) {
                k.arch.restorePreviousKprobe(kcb);
            } else {
                k.arch.restoreLocalIrqflag(kcb, regs);
                resetCurrentKprobe();
            }
            preemptEnable();
        }

        return false;
    }
}
