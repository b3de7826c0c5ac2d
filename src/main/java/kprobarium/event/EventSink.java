package kprobarium.event;

/// Where a machine says what happens.
@FunctionalInterface
public interface EventSink {
    void emit(Event event);
}
