package kprobarium.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.model.Model;
import kprobarium.model.Models;
import kprobarium.model.Models.Entry;
import kprobarium.model.Models.Parameter;
import kprobarium.symbol.Nearest;

/// A model as it was typed: one of the [table][Models] or a user's class, and what it is made with.
///
/// @param about  one sentence; nothing is known of a user's class
/// @param names  what its arguments are called; empty for a user's class
/// @param values its arguments
/// @param make   makes it anew
record ModelChoice(String name, String about, List<String> names, int[] values, Supplier<Model> make) implements AutoCloseable {

    /// The classes of a user's model, as long as they are needed.
    private static final class Classes implements Supplier<Model> {
        private final String name;
        private final Constructor<? extends Model> constructor;
        private final Object[] arguments;

        Classes(String name, Constructor<? extends Model> constructor, Object[] arguments) {
            this.name = name;
            this.constructor = constructor;
            this.arguments = arguments;
        }

        @Override
        public Model get() {
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof IllegalArgumentException refused) throw Refusal.usage(name + ": " + refused.getMessage());
                throw broken(name, thrown.getCause());
            } catch (ReflectiveOperationException impossible) {
                throw broken(name, impossible);
            }
        }
    }

    /// A model threw what it should not.
    static Refusal broken(String name, Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return Refusal.badInput(name + " threw " + thrown + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    static ModelChoice of(String name, List<String> arguments, String classpath) {
        if (Models.find(name).isPresent()) return of(Models.find(name).get(), arguments);
        if (!classpath.isEmpty()) return of(name, arguments, classes(classpath));
        List<String> known = Models.names().toList();
        throw Refusal.usage("unknown model `" + Inputs.printable(name) + "`; there are " + String.join(", ", known)
                + Nearest.hint(name, known)
                + (name.contains(".") ? ". To find a class of yours: --classpath" : ""));
    }

    private static ModelChoice of(Entry entry, List<String> arguments) {
        int[] values = entry.usual();
        List<String> names = entry.parameters().stream().map(Parameter::name).toList();
        int next = 0;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 && next == values.length) {
                throw Refusal.usage("`" + Inputs.printable(argument) + "` is one argument too many; " + entry.name() + " takes "
                        + String.join(" ", names));
            }
            int at = equals < 0 ? next++ : names.indexOf(argument.substring(0, equals));
            if (at < 0) {
                String key = argument.substring(0, equals);
                throw Refusal.usage(entry.name() + " has no parameter `" + Inputs.printable(key) + "`; it takes " + String.join(" ", names)
                        + Nearest.hint(key, names));
            }
            values[at] = value(argument.substring(equals + 1), entry.parameters().get(at));
        }
        return new ModelChoice(entry.name(), entry.about(), names, values, () -> {
            try {
                return entry.make().apply(values);
            } catch (IllegalArgumentException refused) {
                throw Refusal.usage(entry.name() + ": " + refused.getMessage());
            }
        });
    }

    private static int value(String text, Parameter parameter) {
        int value = number(text, parameter.name());
        if (value < parameter.least() || value > parameter.most()) {
            throw Refusal.usage(parameter.name() + ": found " + value + ", expected " + parameter.least() + " to " + parameter.most() + ": "
                    + parameter.about());
        }
        return value;
    }

    private static int number(String text, String what) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw Refusal.usage(what + ": found `" + Inputs.printable(text) + "`, expected a number");
        }
    }

    private static ClassLoader classes(String classpath) {
        List<URL> places = new ArrayList<>();
        for (String place : classpath.split(File.pathSeparator, -1)) {
            Path path = Path.of(place);
            if (!Files.exists(path)) throw Refusal.badInput("--classpath: there is no `" + Inputs.printable(place) + "`");
            try {
                places.add(path.toUri().toURL());
            } catch (MalformedURLException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return new URLClassLoader(places.toArray(URL[]::new), ModelChoice.class.getClassLoader());
    }

    private static ModelChoice of(String name, List<String> arguments, ClassLoader classes) {
        int[] values = IntStream.range(0, arguments.size()).map(i -> number(arguments.get(i), "argument " + (i + 1))).toArray();
        Class<? extends Model> type = load(name, classes);
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            boolean isList = Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {int[].class});
            boolean isFitting = constructor.getParameterCount() == values.length
                    && Stream.of(constructor.getParameterTypes()).allMatch(int.class::equals);
            if (!isList && !isFitting) continue;
            Object[] boxed = isList ? new Object[] {values} : IntStream.of(values).boxed().toArray();
            return new ModelChoice(name, "", List.of(), values, new Classes(name, accessible(type, constructor), boxed));
        }
        String takes = Stream.of(type.getDeclaredConstructors()).map(ModelChoice::signature).collect(Collectors.joining(" or "));
        throw Refusal.usage(name + " cannot be made with " + Report.plural(values.length, "int") + "; it takes " + takes);
    }

    private static Class<? extends Model> load(String name, ClassLoader classes) {
        Class<?> type;
        try {
            type = Class.forName(name, true, classes);
        } catch (ClassNotFoundException _) {
            throw Refusal.badInput("no class `" + Inputs.printable(name) + "` on the class path");
        } catch (LinkageError unusable) {
            throw Refusal.badInput("the class `" + Inputs.printable(name) + "` cannot be used: " + unusable.getMessage());
        }
        if (!Model.class.isAssignableFrom(type)) throw Refusal.badInput(name + " does not extend " + Model.class.getName());
        if (Modifier.isAbstract(type.getModifiers())) throw Refusal.badInput(name + " is abstract");
        return type.asSubclass(Model.class);
    }

    private static Constructor<? extends Model> accessible(Class<? extends Model> type, Constructor<?> constructor) {
        try {
            Constructor<? extends Model> same = type.getDeclaredConstructor(constructor.getParameterTypes());
            same.setAccessible(true);
            return same;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String signature(Constructor<?> constructor) {
        return Stream.of(constructor.getParameterTypes()).map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    /// Whether it was written by the user.
    boolean isForeign() {
        return make instanceof Classes;
    }

    /// `textpatch 3 2 2 2 0 0`.
    String title() {
        return Stream.concat(Stream.of(name), IntStream.of(values).mapToObj(Integer::toString)).collect(Collectors.joining(" "));
    }

    /// `variant=3 execs=2`.
    String settings() {
        return IntStream.range(0, names.size()).mapToObj(i -> names.get(i) + "=" + values[i]).collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        if (make instanceof Classes foreign && foreign.constructor.getDeclaringClass().getClassLoader() instanceof URLClassLoader loader) {
            try {
                loader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
