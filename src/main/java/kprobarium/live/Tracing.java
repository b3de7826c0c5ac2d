package kprobarium.live;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import kprobarium.kernel.Errno;
import kprobarium.live.Message.CommandDone;

/// The kernel's tracing files over HTTP, in the kernel's own words and numbers.
final class Tracing {
    /// The files that can be read.
    static final List<String> FILES =
            List.of("kprobe_events", "kprobe_profile", "trace", "snapshot", "tracing_on", "error_log", "kprobes/list", "kprobes/enabled",
                    "kprobes/blacklist");

    private Tracing() {}

    /// The commands in a write to `kprobe_events`: a line each, without comments.
    static List<String> commands(String written) {
        return written.lines().map(line -> line.replaceFirst("#.*", "").strip()).filter(line -> !line.isEmpty()).toList();
    }

    /// `EINVAL` for -22; the number itself if the kernel has no name for it here.
    static String errnoName(long value) {
        return Errno.of(value).map(Errno::name).orElse(Long.toString(value));
    }

    /// Why line number `line` was refused; `done` tells of the lines up to it.
    static Problem refused(CommandDone command, int line, JsonArray done) {
        String name = errnoName(command.value());
        String title = Errno.of(command.value()).map(errno -> name + ": " + strerror(errno)).orElse("errno " + name);
        return new Problem(Errno.of(command.value()).map(Tracing::status).orElse(422), "kprobe-events-" + name.toLowerCase(Locale.ROOT),
                title, command.message(), new JsonObject()
                        .put("errno", command.value()).put("errno_name", name).put("command", command.text()).put("line", line)
                        .put("commands", done));
    }

    private static int status(Errno errno) {
        return switch (errno) {
            case EINVAL -> 400;
            case ENOENT -> 404;
            case EBUSY, EEXIST -> 409;
            case EFAULT, E2BIG, EILSEQ, EOPNOTSUPP -> 422;
            case ENOMEM -> 507;
        };
    }

    private static String strerror(Errno errno) {
        return switch (errno) {
            case ENOENT -> "No such file or directory";
            case E2BIG -> "Argument list too long";
            case ENOMEM -> "Cannot allocate memory";
            case EFAULT -> "Bad address";
            case EBUSY -> "Device or resource busy";
            case EEXIST -> "File exists";
            case EINVAL -> "Invalid argument";
            case EILSEQ -> "Invalid or incomplete multibyte or wide character";
            case EOPNOTSUPP -> "Operation not supported";
        };
    }
}
