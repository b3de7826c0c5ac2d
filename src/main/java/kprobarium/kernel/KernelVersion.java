package kprobarium.kernel;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// A kernel by its name: the files that it is made of, a sentence that says which it is, and what upstream had changed by then.
///
/// @param alias     what it is called too; may be empty
/// @param changes   all that it has, in the order of their time
/// @param backports those of them that are not in its files, but brought back from later versions
public record KernelVersion(String name, String alias, String sentence, File<Traps> traps, File<Inst> inst, File<ArchKprobes> arch,
        List<Change> changes, List<Change> backports) {
    /// One C file, compiled against a kernel.
    @FunctionalInterface
    public interface File<T> extends Function<Kernel, T> {
        default T on(Kernel k) {
            return apply(k);
        }
    }

    /// A version with all that `before` had, the one it builds on, and its own changes, which are in its files.
    static KernelVersion of(String name, String sentence, File<Traps> traps, File<Inst> inst, File<ArchKprobes> arch, List<Change> before,
            Change... own) {
        return new KernelVersion(name, "", sentence, traps, inst, arch, inOrder(before, own), List.of());
    }

    KernelVersion called(String other) {
        return new KernelVersion(name, other, sentence, traps, inst, arch, changes, backports);
    }

    /// The same with changes of later versions brought back to it.
    KernelVersion with(Change... brought) {
        return new KernelVersion(name, alias, sentence, traps, inst, arch, inOrder(changes, brought), List.of(brought));
    }

    private static List<Change> inOrder(List<Change> before, Change... own) {
        List<Change> all = new ArrayList<>(before);
        all.addAll(Arrays.asList(own));
        return Changes.ALL.stream().filter(all::contains).toList();
    }

    /// Its name and, if it has one, its other one.
    public Stream<String> names() {
        return alias.isEmpty() ? Stream.of(name) : Stream.of(name, alias);
    }

    /// Everything that goes on top of its files, if `patches` do.
    List<KernelPatch> patchedBy(List<KernelPatch> patches) {
        return Stream.concat(backports.stream(), patches.stream()).toList();
    }

    /// The C functions that its files have.
    Set<String> functions() {
        Set<String> names = new TreeSet<>();
        for (Object file : List.of(traps.on(null), inst.on(null), arch.on(null))) {
            for (Method method : file.getClass().getMethods()) if (!method.isDefault()) names.add(CNames.cName(method.getName()));
        }
        return names;
    }
}
