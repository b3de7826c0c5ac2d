package kprobarium.kernel;

import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SS;
import static kprobarium.kernel.KprobeStatus.KPROBE_HIT_SSDONE;
import static kprobarium.kernel.KprobeStatus.KPROBE_REENTER;
import static kprobarium.kernel.LoongarchInstruction.LOONGARCH_INSN_SIZE;
import static kprobarium.kernel.PtRegs.CSR_PRMD_PIE;

import java.util.List;
import kprobarium.kernel.linux615.TrapsLinux615;
import kprobarium.kernel.linux618.InstLinux618;
import kprobarium.kernel.linux63.ArchKprobesLinux63;
import kprobarium.kernel.linux63.TrapsLinux63;
import kprobarium.kernel.linux65.InstLinux65;
import kprobarium.kernel.linux71.ArchKprobesLinux71;
import kprobarium.kernel.linux71.InstLinux71;

/// The table of what upstream has changed from the first posting to today. A row: name, commit, the toggles that it switches and the
/// defects that it ends, what it does, the C functions concerned; then, if it can be brought back to an older version, how.
///
/// A backport takes the functions as the later version has them, where they fit: what they call is bound late. The posting keeps other
/// things in its control block than the kernels that were merged, so what is brought back to it is written in its own terms.
public final class Changes {
    // Between the first posting and Linux 6.3: 6d4cc40fb5f5 and the postings before it.

    static final Change BCEQZ = new Change("bceqz", "6d4cc40fb5f5", "T1 V1",
            "insns_are_not_supported() knows bceqz and bcnez by their six bits of opcode, so that neither is simulated by nobody for ever",
            "insns_are_not_supported") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                private final ArchKprobes later = new ArchKprobesLinux63(k);

                @Override
                public boolean insnsAreNotSupported(int insn) {
                    return later.insnsAreNotSupported(insn);
                }
            };
        }
    };

    static final Change ALIGNED = new Change("aligned", "6d4cc40fb5f5", "T2 V22",
            "arch_prepare_kprobe() refuses an address between two instructions with -EILSEQ", "arch_prepare_kprobe") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public int archPrepareKprobe(Kprobe p) {
                    return (p.addr() & 0x3) != 0 ? Errno.EILSEQ.negative() : super.archPrepareKprobe(p);
                }
            };
        }
    };

    static final Change SLOTLESS = new Change.Rewrite("slotless", "6d4cc40fb5f5", "T3 V31",
            "arch_prepare_kprobe() takes no slot for an instruction that is simulated", "arch_prepare_kprobe", "setup_singlestep");

    static final Change IBAR = new Change("ibar", "6d4cc40fb5f5", "T4 V14",
            "arch_arm_kprobe() and arch_disarm_kprobe() end in an ibar, so that this CPU, if no other, fetches what they have stored",
            "arch_arm_kprobe", "arch_disarm_kprobe", "flush_insn_slot") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                private final ArchKprobes later = new ArchKprobesLinux63(k);

                @Override
                public void archArmKprobe(Kprobe p) {
                    later.archArmKprobe(p);
                }

                @Override
                public void archDisarmKprobe(Kprobe p) {
                    later.archDisarmKprobe(p);
                }

                @Override
                public void flushInsnSlot(Kprobe p) {
                    later.flushInsnSlot(p);
                }
            };
        }
    };

    static final Change DIRECT_CALL = new Change("direct-call", "6d4cc40fb5f5", "T5 T7 T8 V21",
            "do_bp() calls kprobes itself, not through the die notifier chain, and with interrupts on only if "
                    + "they were on before the break",
            "do_bp", "kprobe_breakpoint_handler", "kprobe_singlestep_handler") {
        @Override
        public Traps traps(Kernel kernel, Traps was) {
            return new TrapsPatch(kernel, was) {
                private final Traps later = new TrapsLinux63(k);

                @Override
                public void doBp(PtRegs regs) {
                    later.doBp(regs);
                }
            };
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobeBreakpointHandler(PtRegs regs) {
                    return k.arch.kprobePreHandler(regs);
                }

                @Override
                public boolean kprobeSinglestepHandler(PtRegs regs) {
                    return k.arch.kprobePostHandler(regs);
                }
            };
        }
    };

    static final Change PREEMPT_OFF = new Change("preempt-off", "6d4cc40fb5f5", "T6 V10 V11",
            "kprobe_pre_handler() keeps preemption off until kprobe_post_handler() has ended the step, so that both run on one CPU",
            "kprobe_pre_handler", "kprobe_post_handler") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobePreHandler(PtRegs regs) {
                    preemptDisable();
                    boolean handled = super.kprobePreHandler(regs);
                    if (!InsnSlots.isSlot(regs.csrEra())) preemptEnable();
                    return handled;
                }

                @Override
                public boolean kprobePostHandler(PtRegs regs) {
                    boolean handled = super.kprobePostHandler(regs);
                    if (handled) preemptEnable();
                    return handled;
                }
            };
        }
    };

    static final Change NESTED_STEPS = new Change.Rewrite("nested-steps", "6d4cc40fb5f5", "T9 T10",
            "reenter_kprobe() steps a probe that is hit during a step as any missed one, and only warns of a third level, which then "
                    + "traps for ever", "reenter_kprobe");

    static final Change NESTED_HITS = new Change("nested-hits", "6d4cc40fb5f5", "T11 V3 V4 V5 V6 V8 V9",
            "setup_singlestep() and kprobe_post_handler() end a nested hit without its post_handler and go back to the probe outside; "
                    + "where execution goes on is settled before a post_handler can hit the next one",
            "setup_singlestep", "kprobe_post_handler") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public void setupSinglestep(Kprobe p, PtRegs regs, KprobeCtlblk kcb, int reenter) {
                    if (reenter != 0) {
                        k.arch.savePreviousKprobe(kcb);
                        k.arch.setCurrentKprobe(p, regs, kcb);
                        kcb.kprobeStatus(KPROBE_REENTER);
                    } else {
                        kcb.kprobeStatus(KPROBE_HIT_SS);
                    }

                    regs.csrPrmd(regs.csrPrmd() & ~CSR_PRMD_PIE);
                    if (k.arch.insnsAreNotSimulated(p, regs)) regs.csrEra(p.ainsn.insn());
                    else finish(p, regs, kcb);
                }

                @Override
                public boolean kprobePostHandler(PtRegs regs) {
                    Kprobe cur = kprobeRunning();
                    KprobeCtlblk kcb = getKprobeCtlblk();

                    if (cur == null) return false;

                    regs.csrEra(kcb.kprobeSavedEra() + LOONGARCH_INSN_SIZE);
                    regs.csrPrmd(regs.csrPrmd() | kcb.kprobeSavedIrq());
                    finish(cur, regs, kcb);
                    return true;
                }

                private void finish(Kprobe cur, PtRegs regs, KprobeCtlblk kcb) {
                    if (kcb.kprobeStatus() == KPROBE_REENTER) {
                        k.arch.restorePreviousKprobe(kcb);
                        return;
                    }
                    kcb.kprobeStatus(KPROBE_HIT_SSDONE);
                    if (cur.postHandler()) cur.postHandler(regs, 0);
                    resetCurrentKprobe();
                }
            };
        }
    };

    static final Change FAULT_HOOK = new Change("fault-hook", "6d4cc40fb5f5", "T12 V17 V18 V19 V20",
            "__do_page_fault() asks kprobe_fault_handler() first, which takes back the step of an instruction that faults in its slot: as "
                    + "if it had faulted at the probe",
            "__do_page_fault", "kprobe_fault_handler") {
        @Override
        public Traps traps(Kernel kernel, Traps was) {
            return new TrapsPatch(kernel, was) {
                private final Traps later = new TrapsLinux63(k);

                @Override
                public void handlePageFault(PtRegs regs) {
                    later.handlePageFault(regs);
                }
            };
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobeFaultHandler(PtRegs regs, int trapnr) {
                    KprobeCtlblk kcb = getKprobeCtlblk();
                    long status = kcb.kprobeStatus();

                    if (status == KPROBE_HIT_SS || status == KPROBE_REENTER) {
                        regs.csrEra(kcb.kprobeSavedEra());
                        regs.csrPrmd(regs.csrPrmd() | kcb.kprobeSavedIrq());
                        if (status == KPROBE_REENTER) k.arch.restorePreviousKprobe(kcb);
                        else resetCurrentKprobe();
                    }

                    return false;
                }
            };
        }
    };

    static final Change STEP_ADDRESS = new Change("step-address", "6d4cc40fb5f5", "T13 V23",
            "kprobe_post_handler() takes no break for the end of a step but the one in the slot of the probe that is stepped",
            "kprobe_post_handler") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobePostHandler(PtRegs regs) {
                    Kprobe cur = kprobeRunning();
                    if (cur != null && cur.ainsn.insn() + LOONGARCH_INSN_SIZE != regs.csrEra()) return false;
                    return super.kprobePostHandler(regs);
                }
            };
        }
    };

    static final Change RECHECK = new Change("recheck", "6d4cc40fb5f5", "T15 V12",
            "kprobe_pre_handler() finds no probe: if the word is no breakpoint any more, it was taken away, and what is there now runs",
            "kprobe_pre_handler") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobePreHandler(PtRegs regs) {
                    return super.kprobePreHandler(regs) || readText(regs.csrEra()) != breakpointInsn();
                }
            };
        }
    };

    static final Change IRQS_KEPT = new Change("irqs-kept", "6d4cc40fb5f5", "T20 V2",
            "insns_are_not_simulated() leaves the interrupts of a simulated instruction as they were", "insns_are_not_simulated") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean insnsAreNotSimulated(Kprobe p, PtRegs regs) {
                    boolean stepped = super.insnsAreNotSimulated(p, regs);
                    if (!stepped) regs.csrPrmd(regs.csrPrmd() | getKprobeCtlblk().kprobeSavedIrq());
                    return stepped;
                }
            };
        }
    };

    // From Linux 6.3 to today.

    static final Change INST_C = new Change.Rewrite("inst-c", "3d2c3daf8254", "",
            "insns_not_supported(), insns_need_simulation() and arch_simulate_insn() move to inst.c, which uprobes share",
            "insns_not_supported", "insns_need_simulation", "arch_simulate_insn");

    static final Change AMO = new Change("amo", "b82fad4d5deb", "T16 V32 H6",
            "insns_not_supported() refuses the atomics from amswap.w to ammin_db.du", "insns_not_supported", "insns_are_not_supported") {
        @Override
        public Inst inst(Kernel kernel, Inst was) {
            return notSupported(kernel, was, new InstLinux65(kernel));
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean insnsAreNotSupported(int insn) {
                    return k.inst.insnsNotSupported(insn);
                }
            };
        }
    };

    static final Change IRQS_AT_ENTRY = new Change("irqs-at-entry", "cc73cc6bcdb5", "T8 H1",
            "do_bp() turns interrupts off at its end if they were on at entry, whatever the saved registers say, "
                    + "which a step has changed by then",
            "do_bp") {
        @Override
        public String needs() {
            return DIRECT_CALL.name();
        }

        @Override
        public Traps traps(Kernel kernel, Traps was) {
            return new TrapsPatch(kernel, was) {
                private final Traps later = new TrapsLinux615(k);

                @Override
                public void doBp(PtRegs regs) {
                    later.doBp(regs);
                }
            };
        }
    };

    static final Change ATOMICS = new Change("atomics", "db740f5689e6", "T17 V32 H6",
            "insns_not_supported() refuses llacq, screl and sc.q, the newer forms of ll and sc", "insns_not_supported") {
        @Override
        public String needs() {
            return AMO.name();
        }

        @Override
        public Inst inst(Kernel kernel, Inst was) {
            return notSupported(kernel, was, new InstLinux618(kernel));
        }
    };

    static final Change STRAY_STEP = new Change("stray-step", "6.12.y", "T14 M6",
            "kprobe_singlestep_handler() leaves preempt_count alone at a break that ends no step, because nothing had raised it",
            "kprobe_singlestep_handler") {
        @Override
        public String needs() {
            return DIRECT_CALL.name();
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean kprobeSinglestepHandler(PtRegs regs) {
                    if (kprobeRunning() == null) return false;
                    return super.kprobeSinglestepHandler(regs);
                }
            };
        }
    };

    static final Change IRQENTRY = new Change("irqentry", "6d4cc40fb5f5", "T18",
            "arch_populate_kprobe_blacklist() forbids the functions of irqentry text, which are on the way into the handlers themselves",
            "arch_populate_kprobe_blacklist") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                private final ArchKprobes later = new ArchKprobesLinux63(k);

                @Override
                public void archPopulateKprobeBlacklist(List<String> irqentry) {
                    later.archPopulateKprobeBlacklist(irqentry);
                }
            };
        }
    };

    static final Change KRETPROBE = new Change("kretprobe", "6d4cc40fb5f5", "T21",
            "arch_prepare_kretprobe() lets the return of functions be probed, by a trampoline of the architecture's own",
            "arch_prepare_kretprobe", "trampoline_probe_handler") {
        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public Kretprobes kretprobes() {
                    return new KretprobeTrampoline(k);
                }
            };
        }
    };

    static final Change RETHOOK = new Change("rethook", "7b0a096436c2", "T21",
            "arch_rethook_prepare() puts return probes on rethook; no probe is being handled after a return handler, "
                    + "whatever was before it",
            "arch_rethook_prepare", "arch_rethook_trampoline_callback", "rethook_trampoline_handler") {
        @Override
        public String needs() {
            return KRETPROBE.name();
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public Kretprobes kretprobes() {
                    return new Rethook(k);
                }
            };
        }
    };

    static final Change PER_CPU_BASE = new Change("per-cpu-base", "6.12.y", "T22 M10",
            "arch_rethook_trampoline() leaves $r21 alone, which holds the address of the CPU's own data, and the call "
                    + "may return on another",
            "arch_rethook_trampoline") {
        @Override
        public String needs() {
            return RETHOOK.name();
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                @Override
                public boolean trampolineRestores(int gpr) {
                    return gpr != Tasks.PER_CPU_BASE && super.trampolineRestores(gpr);
                }
            };
        }
    };

    static final Change FATAL_RECURSION = new Change("fatal-recursion", "1c856e158fd3", "T9 T10 H2 H3",
            "reenter_kprobe() dies of a probe that is hit during a step, which cannot be recovered from", "reenter_kprobe") {
        @Override
        public String needs() {
            return NESTED_STEPS.name();
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                private final ArchKprobes later = new ArchKprobesLinux71(k);

                @Override
                public boolean reenterKprobe(Kprobe p, PtRegs regs, KprobeCtlblk kcb) {
                    return later.reenterKprobe(p, regs, kcb);
                }
            };
        }
    };

    static final Change TEXT_COPY = new Change("text-copy", "e3ef9a28f558", "T4 V15 V16 H4 H5",
            "arch_arm_kprobe() and arch_disarm_kprobe() store with larch_insn_text_copy(), while every CPU "
                    + "is stopped and then does an ibar",
            "arch_arm_kprobe", "arch_disarm_kprobe", "larch_insn_text_copy", "text_copy_cb") {
        @Override
        public Inst inst(Kernel kernel, Inst was) {
            return new InstPatch(kernel, was) {
                private final Inst later = new InstLinux71(k);

                @Override
                public int larchInsnTextCopy(long dst, int insn) {
                    return later.larchInsnTextCopy(dst, insn);
                }

                @Override
                public void textCopyCb(long dst, int insn, boolean writer) {
                    later.textCopyCb(dst, insn, writer);
                }
            };
        }

        @Override
        public ArchKprobes arch(Kernel kernel, ArchKprobes was) {
            return new ArchKprobesPatch(kernel, was) {
                private final ArchKprobes later = new ArchKprobesLinux71(k);

                @Override
                public void archArmKprobe(Kprobe p) {
                    later.archArmKprobe(p);
                }

                @Override
                public void archDisarmKprobe(Kprobe p) {
                    later.archDisarmKprobe(p);
                }
            };
        }
    };

    /// In the order of their time.
    public static final List<Change> ALL = List.of(BCEQZ, ALIGNED, SLOTLESS, IBAR, DIRECT_CALL, PREEMPT_OFF, NESTED_STEPS, NESTED_HITS,
            FAULT_HOOK, STEP_ADDRESS, RECHECK, IRQS_KEPT, IRQENTRY, KRETPROBE, INST_C, AMO, RETHOOK, IRQS_AT_ENTRY, ATOMICS, STRAY_STEP,
            PER_CPU_BASE,
            FATAL_RECURSION, TEXT_COPY);

    private static Inst notSupported(Kernel kernel, Inst was, Inst later) {
        return new InstPatch(kernel, was) {
            @Override
            public boolean insnsNotSupported(int insn) {
                return later.insnsNotSupported(insn);
            }
        };
    }

    private Changes() {}
}
