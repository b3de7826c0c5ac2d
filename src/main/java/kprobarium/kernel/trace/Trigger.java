package kprobarium.kernel.trace;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What else a hit of an event does: a line of its `trigger` file.
final class Trigger {
    enum Action {
        TRACEON, TRACEOFF, SNAPSHOT, ENABLE_EVENT, DISABLE_EVENT;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static Optional<Action> of(String word) {
            return Arrays.stream(values()).filter(action -> action.word().equals(word)).findFirst();
        }
    }

    static final String AVAILABLE = "# Available triggers:\n# "
            + Arrays.stream(Action.values()).map(Action::word).collect(Collectors.joining(" ")) + "\n";
    static final long UNLIMITED = -1;

    private final Action action;
    private final Optional<TraceEvent> other;
    private final Optional<EventFilter> condition;
    private long left;

    /// `other`: the event that is enabled or disabled; `times`: how often it acts, or [#UNLIMITED].
    Trigger(Action action, Optional<TraceEvent> other, long times, Optional<EventFilter> condition) {
        this.action = action;
        this.other = other;
        this.condition = condition;
        left = times;
    }

    Action action() {
        return action;
    }

    Optional<TraceEvent> other() {
        return other;
    }

    Optional<EventFilter> condition() {
        return condition;
    }

    boolean isLike(Trigger trigger) {
        return action == trigger.action && other.equals(trigger.other);
    }

    /// Whether it may act once more, which is then counted.
    boolean acts() {
        if (left == 0) return false;
        if (left > 0) left--;
        return true;
    }

    @Override
    public String toString() {
        return action.word() + other.map(event -> ":" + event.group() + ":" + event.name()).orElse("")
                + (left == UNLIMITED ? ":unlimited" : ":count=" + left) + condition.map(filter -> " if " + filter).orElse("");
    }
}
