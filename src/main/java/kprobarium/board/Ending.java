package kprobarium.board;

/// Why a [Board] stopped.
public enum Ending {
    POWER_OFF("powered off"),
    LIMIT("reached its limit of instructions"),
    ALL_IDLE("all CPUs wait for an interrupt that nothing will raise"),
    HOPELESS("a CPU cannot execute its own exception handler");

    private final String meaning;

    Ending(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
