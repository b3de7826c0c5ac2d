package kprobarium.experiment;

/// A piece of notation, read or refused.
public sealed interface Reading<T> {
    /// It is well formed, and every name in it is known.
    record Read<T>(T value) implements Reading<T> {
    }

    record Refused<T>(Fault fault) implements Reading<T> {
    }
}
