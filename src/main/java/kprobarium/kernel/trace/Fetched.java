package kprobarium.kernel.trace;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an argument was at one hit.
sealed interface Fetched {
    /// Of an argument that is no string: as many as it has elements.
    record Numbers(List<Long> values) implements Fetched {}

    /// Of one that is: nothing where memory could not be read.
    record Strings(List<Optional<String>> values) implements Fetched {}

    /// As the trace prints it behind the `=`.
    default String print(FetchArg arg, SymbolText symbols) {
        List<String> elements = switch (this) {
            case Numbers(List<Long> values) -> values.stream().map(value -> arg.type().print(value, symbols)).toList();
            case Strings(List<Optional<String>> values) ->
                values.stream().map(value -> value.map(text -> "\"" + text + "\"").orElse("(fault)")).toList();
        };
        return arg.count() == 0 ? elements.getFirst() : elements.stream().collect(Collectors.joining(",", "{", "}"));
    }
}
