package kprobarium.machine;

/// A fetch and a write of one word of text that nothing orders.
///
/// @param cpu    who may fetch it
/// @param writer who writes it
/// @param was    the word before
/// @param now    the word after
public record Race(int cpu, long address, int writer, int was, int now) {}
