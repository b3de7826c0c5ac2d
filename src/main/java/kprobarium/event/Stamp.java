package kprobarium.event;

/// When and where: the event's number in its machine's log (from 0, no gaps), the CPU it happened on, and the machine's
/// tick, the number of visible steps taken before it. There is no clock.
public record Stamp(long sequence, int cpu, long tick) {}
