package kprobarium.machine;

/// What the tasks are in the middle of: the [frames][Frames] of each, and the registers of those that no CPU runs.
///
/// Task `n` is CPU `n`'s own, which runs nowhere else; behind them come those that can run on several. With own tasks alone nothing is ever
/// saved, and a CPU's frames are simply its own.
final class TaskStates {
    private static final int GPRS = 32, PC = 32, CRMD = 33, PRMD = 34, ERA = 35, SAVED = 36;

    private final State state;
    private final Frames[] frames;
    private final int saved;
    private final int cpus;

    TaskStates(State state, int cpus, int more) {
        this.state = state;
        this.cpus = cpus;
        frames = new Frames[cpus + more];
        for (int task = 0; task < frames.length; task++) frames[task] = new Frames(state);
        saved = more == 0 ? 0 : state.allocate(SAVED * frames.length);
        if (more > 0) for (int task = 0; task < frames.length; task++) state.set(saved + SAVED * task + CRMD, Cpu.CRMD_AT_START);
    }

    int size() {
        return frames.length;
    }

    /// Whether there are tasks that are no CPU's own.
    boolean several() {
        return frames.length > cpus;
    }

    Frames frames(int task) {
        return frames[task];
    }

    long saved(int task, int gpr) {
        return state.get(saved + SAVED * task + gpr);
    }

    void save(int task, Cpu cpu) {
        int at = saved + SAVED * task;
        for (int gpr = 0; gpr < GPRS; gpr++) state.set(at + gpr, cpu.get(gpr));
        state.set(at + PC, cpu.pc());
        state.set(at + CRMD, cpu.readCsr(Cpu.CRMD));
        state.set(at + PRMD, cpu.readCsr(Cpu.PRMD));
        state.set(at + ERA, cpu.readCsr(Cpu.ERA));
    }

    void restore(int task, Cpu cpu) {
        int at = saved + SAVED * task;
        for (int gpr = 1; gpr < GPRS; gpr++) cpu.set(gpr, state.get(at + gpr));
        cpu.jump(state.get(at + PC));
        cpu.writeCsr(Cpu.CRMD, state.get(at + CRMD));
        cpu.writeCsr(Cpu.PRMD, state.get(at + PRMD));
        cpu.writeCsr(Cpu.ERA, state.get(at + ERA));
    }
}
