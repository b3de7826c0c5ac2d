package kprobarium.kernel.patch;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_ACTIVE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;
import static kprobarium.kernel.LoongarchInstruction.*;

import java.util.List;
import kprobarium.kernel.ArchKprobes;
import kprobarium.kernel.ArchKprobesPatch;
import kprobarium.kernel.Die;
import kprobarium.kernel.Errno;
import kprobarium.kernel.Inst;
import kprobarium.kernel.InstPatch;
import kprobarium.kernel.Kernel;
import kprobarium.kernel.KernelPatch;
import kprobarium.kernel.Kprobe;
import kprobarium.kernel.KprobeCtlblk;
import kprobarium.kernel.PtRegs;
import kprobarium.kernel.Traps;
import kprobarium.kernel.TrapsPatch;
import kprobarium.machine.Cpu;

/// The table of cures. A row: name, the defects that it is there for, the argument, the C functions that it replaces; then their bodies.
public final class Cures {
    public static final List<KernelPatch> ALL = List.of(
            new KernelPatch("badi", "M3 V13",
                    "do_bp() takes the break code from CSR.BADI, latched at the trap with interrupts off, not from memory, "
                            + "which may change",
                    "do_bp", "__get_inst") {
                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void doBp(PtRegs regs) {
                            regs.csrBadvaddr(k.strand.csr(Cpu.BADI));
                            super.doBp(regs);
                        }

                        @Override
                        public long getInst(PtRegs regs, long addr) {
                            return regs.csrBadvaddr();
                        }
                    };
                }
            },

            new KernelPatch("retry", "M3 V13",
                    "__get_inst() tells do_bp() of a break 10 where the word is no break any more: then kprobes looks again, and what is "
                            + "there now runs",
                    "__get_inst") {
                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public long getInst(PtRegs regs, long addr) {
                            long insn = super.getInst(regs, addr);
                            return insn < 0 || insn >>> 15 == break_op ? insn : ulong(genBreak(BRK_KPROBE_BP));
                        }
                    };
                }
            },

            new KernelPatch("rendezvous", "M2",
                    "text_copy_cb() makes every other CPU wait for the store before its ibar, so that none can fetch the old "
                            + "word afterwards",
                    "text_copy_cb") {
                @Override
                public Inst inst(Kernel kernel, Inst was) {
                    return new InstPatch(kernel, was) {
                        @Override
                        public void textCopyCb(long dst, int insn, boolean writer) {
                            if (!writer) k.stopMachine.awaitWritten();
                            super.textCopyCb(dst, insn, writer);
                            if (writer) k.stopMachine.written();
                        }
                    };
                }
            },

            new KernelPatch("pcaddu18i-64bit", "M1 V29",
                    "simu_pc() shifts the 20 bits of pcaddu18i by 18 in 64 bits, so that the upper six and with them the sign are not lost",
                    "simu_pc") {
                @Override
                public Inst inst(Kernel kernel, Inst was) {
                    return new InstPatch(kernel, was) {
                        @Override
                        public void simuPc(PtRegs regs, int insn) {
                            if (reg1i20Opcode(insn) != pcaddu18i_op) {
                                super.simuPc(regs, insn);
                                return;
                            }
                            long pc = regs.csrEra();
                            regs.regs(reg1i20Rd(insn), pc + signExtended(ulong(reg1i20Immediate(insn)) << 18, 37));
                            regs.csrEra(pc + LOONGARCH_INSN_SIZE);
                        }
                    };
                }
            },

            new KernelPatch("irqs-off", "M4 V37 X1 X2",
                    "kprobe_breakpoint_handler() runs with interrupts off, so that none can hit a probe between the start of "
                            + "a step and the return to it",
                    "kprobe_breakpoint_handler", "kprobe_pre_handler", "kprobe_post_handler") {
                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public boolean kprobeBreakpointHandler(PtRegs regs) {
                            localIrqDisable();
                            return super.kprobeBreakpointHandler(regs);
                        }

                        @Override
                        public boolean kprobePreHandler(PtRegs regs) {
                            localIrqDisable();
                            return super.kprobePreHandler(regs);
                        }

                        @Override
                        public boolean kprobePostHandler(PtRegs regs) {
                            localIrqDisable();
                            return super.kprobePostHandler(regs);
                        }
                    };
                }
            },

            new KernelPatch("active-first", "X1",
                    "set_current_kprobe() writes the status of a first hit before it makes the probe the current one, so that "
                            + "an interrupt in between finds no probe yet, and one after it no stale status",
                    "set_current_kprobe") {
                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public void setCurrentKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
                            if (kprobeRunning() == null) kcb.kprobeStatus(KPROBE_HIT_ACTIVE);
                            super.setCurrentKprobe(p, regs, kcb);
                        }
                    };
                }
            },

            new KernelPatch("disable-waits", "M16",
                    "arch_disarm_kprobe() waits a grace period for the handlers that run, and kprobe_breakpoint_handler() "
                            + "begins none where the break is gone already, so that none begins once disable_kprobe() has returned",
                    "arch_disarm_kprobe", "kprobe_breakpoint_handler") {
                @Override
                public String needs() {
                    return "preempt-off";
                }

                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public void archDisarmKprobe(Kprobe p) {
                            super.archDisarmKprobe(p);
                            k.rcu.synchronizeRcu();
                        }

                        @Override
                        public boolean kprobeBreakpointHandler(PtRegs regs) {
                            preemptDisable();
                            boolean handled = readText(regs.csrEra()) != breakpointInsn() || super.kprobeBreakpointHandler(regs);
                            preemptEnable();
                            return handled;
                        }
                    };
                }
            },

            new KernelPatch("page-fault-hook", "V17",
                    "__do_page_fault() tells kprobe_exceptions_notify() of a page fault, as the posting expects; its handler "
                            + "then takes the faulting instruction for done",
                    "__do_page_fault") {
                @Override
                public String needs() {
                    return "kprobe_exceptions_notify";
                }

                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void handlePageFault(PtRegs regs) {
                            if (k.arch.kprobeExceptionsNotify(Die.DIE_PAGE_FAULT, regs, 0) == Die.NOTIFY_STOP) return;
                            super.handlePageFault(regs);
                        }
                    };
                }
            },

            new KernelPatch("fault-in-slot", "M5",
                    "kprobe_fault_handler() takes back a step only if the fault was met in that step's slot, not in an interrupt before it",
                    "kprobe_fault_handler") {
                @Override
                public String needs() {
                    return "fault-hook";
                }

                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
                            return isInSlot(kprobeRunning(), regs.csrEra()) && super.kprobeFaultHandler(regs, trapnr);
                        }
                    };
                }
            },

            new KernelPatch("crmd-writers-refused", "M7 V34",
                    "insns_are_not_supported() refuses what reads or writes CRMD or PRMD, which a step has changed and will put back",
                    "insns_are_not_supported") {
                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public boolean insnsAreNotSupported(int insn) {
                            boolean csr = insn >>> 24 == csr_op && (insn >>> 10 & 0x3fff) <= Cpu.PRMD;
                            if (!csr && insn != ertn_insn && insn >>> 15 != idle_op) return super.insnsAreNotSupported(insn);
                            prNotice("csr instructions on CRMD and PRMD, ertn and idle are not supported");
                            return true;
                        }
                    };
                }
            },

            new KernelPatch("llsc-region", "M8 V33",
                    "arch_prepare_kprobe() looks back from the probe as arm64 does: after an ll and before its sc no ertn may "
                            + "come, because it ends the reservation",
                    "arch_prepare_kprobe") {
                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public int archPrepareKprobe(Kprobe p) {
                            return isBetweenLlAndSc(p.addr()) ? Errno.EINVAL.negative() : super.archPrepareKprobe(p);
                        }

                        private boolean isBetweenLlAndSc(long addr) {
                            for (int back = 1; back <= ATOMIC_CONTEXT; back++) {
                                long before = addr - (long) back * LOONGARCH_INSN_SIZE;
                                if (!k.machine.memory().mapped(before, LOONGARCH_INSN_SIZE)) return false;
                                int insn = readText(before);
                                if (isSc(insn)) return false;
                                if (isLl(insn)) return true;
                            }
                            return false;
                        }
                    };
                }
            },

            new KernelPatch("oops-resets", "M9 V36",
                    "oops_exit() leaves no probe as the current one of a CPU whose task has died in its handler or its step, so that the "
                            + "next hit is no nested one",
                    "oops_exit") {
                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void oopsExit() {
                            resetCurrentKprobe();
                            super.oopsExit();
                        }
                    };
                }
            },

            new KernelPatch("nested-prmd", "M13",
                    "kprobe_fault_handler() gives back the interrupts of a nested step too, as they were before it",
                    "kprobe_fault_handler") {
                @Override
                public String needs() {
                    return "slotless";
                }

                @Override
                public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
                    return new ArchKprobesPatch(kernel, was) {
                        @Override
                        public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
                            KprobeCtlblk kcb = getKprobeCtlblk();
                            if (kcb.kprobeStatus() == KPROBE_REENTER) k.arch.restoreLocalIrqflag(kcb, regs);
                            return super.kprobeFaultHandler(regs, trapnr);
                        }
                    };
                }
            },

            new KernelPatch("slot-exceptions", "M14",
                    "do_xyz() takes back the step of an instruction that raises any other exception, as do_page_fault() does, "
                            + "and reports it at the probe's address",
                    "do_xyz") {
                @Override
                public String needs() {
                    return "fault-hook";
                }

                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void doOther(PtRegs regs, String function, String message) {
                            if (isInSlot(kprobeRunning(), regs.csrEra())) k.arch.kprobeFaultHandler(regs, 0);
                            super.doOther(regs, function, message);
                        }
                    };
                }
            },

            new KernelPatch("fault-irq-state", "M22 V18",
                    "do_page_fault() takes back the step before it looks whether interrupts were on, so that the fault is "
                            + "handled with those of the probed code",
                    "do_page_fault") {
                @Override
                public String needs() {
                    return "fault-hook";
                }

                @Override
                public Traps traps(Kernel kernel, Traps was) {
                    return new TrapsPatch(kernel, was) {
                        @Override
                        public void doPageFault(PtRegs regs) {
                            if (isInSlot(kprobeRunning(), regs.csrEra())) k.arch.kprobeFaultHandler(regs, 0);
                            super.doPageFault(regs);
                        }
                    };
                }
            });

    /// How far an ll may be before its sc, in instructions.
    private static final int ATOMIC_CONTEXT = 32;
    private static final int csr_op = 0x04, idle_op = 0xc91, ertn_insn = 0x06483800;

    private static boolean isInSlot(Kprobe cur, long era) {
        if (cur == null || cur.ainsn.insn() == 0) return false;
        return era == cur.ainsn.insn();
    }

    private static boolean isLl(int insn) {
        return reg2i14Opcode(insn) == llw_op || reg2i14Opcode(insn) == lld_op
                || reg2Opcode(insn) == llacqw_op || reg2Opcode(insn) == llacqd_op;
    }

    private static boolean isSc(int insn) {
        return reg2i14Opcode(insn) == scw_op || reg2i14Opcode(insn) == scd_op || reg3Opcode(insn) == scq_op
                || reg2Opcode(insn) == screlw_op || reg2Opcode(insn) == screld_op;
    }

    private Cures() {}
}
