package kprobarium.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelsTest {
    @Test
    void a_kernel_is_a_version_and_the_patches_on_it_in_their_order() {
        Kernels.Choice choice = Kernels.find("linux-6.3+badi+fatal-recursion").orElseThrow();
        assertEquals("linux-6.3", choice.version().name());
        assertEquals(List.of("badi", "fatal-recursion"), choice.patches().stream().map(KernelPatch::name).toList());
        assertEquals(List.of(), Kernels.find("v1").orElseThrow().patches());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v2", "V1", "badi", "+badi", "v1+", "v1++badi", "v1+nothing", "badi+v1", "v1 +badi", "v1+v1",
        "mainline+mainline", "linux-6.12+linux-6.5"})
    void what_is_no_kernel_is_not_found(String name) {
        assertEquals(Optional.empty(), Kernels.find(name));
    }

    @Test
    void mainline_is_another_name_of_the_newest_version() {
        assertEquals(Kernels.find("linux-7.1+badi"), Kernels.find("mainline+badi"));
        assertEquals("linux-7.1", Kernels.find("mainline").orElseThrow().version().name());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "linux-6.3+recheck; linux-6.3 has recheck already",
        "v1+recheck+recheck; v1+recheck has recheck already",
        "mainline+text-copy; mainline has text-copy already",
        "linux-6.12+fatal-recursion; linux-6.12 has fatal-recursion already",
        "linux-6.3+rendezvous; rendezvous replaces text_copy_cb(), which linux-6.3 has not",
        "linux-6.3+atomics; atomics builds on amo, which linux-6.3 has not",
        "v1+fatal-recursion; fatal-recursion builds on nested-steps, which v1 has not",
        "v1+badi+irqs-at-entry; irqs-at-entry builds on direct-call, which v1+badi has not"})
    void a_patch_that_has_nothing_to_do_on_a_kernel_is_refused_with_the_reason(String name, String why) {
        assertEquals(Optional.empty(), Kernels.find(name));
        assertEquals(Optional.of(why), Kernels.objection(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-6.3+text-copy+rendezvous", "linux-6.3+amo+atomics", "v1+direct-call+irqs-at-entry", "v1+text-copy"})
    void a_patch_may_build_on_the_ones_before_it(String name) {
        assertEquals(Optional.empty(), Kernels.objection(name));
    }

    @Test
    void names_and_sentences_tell_kernels_and_patches_apart() {
        List<String> names = Stream.concat(Kernels.versions().stream(), Kernels.patches().stream()).toList();
        assertEquals(names.size(), new TreeSet<>(names).size());
        assertEquals(Kernels.VERSIONS.size() + Kernels.PATCHES.size(), Stream.concat(
                Kernels.VERSIONS.stream().map(KernelVersion::sentence), Kernels.PATCHES.stream().map(KernelPatch::sentence))
                .distinct().count());
    }

    @Test
    void a_patch_replaces_the_functions_it_names_and_passes_on_everything_else() throws ReflectiveOperationException {
        Kernel k = new KernelRig("v1", "foo: nop").k;
        for (KernelPatch patch : Kernels.PATCHES) {
            List<String> own = new ArrayList<>();
            Recorder recorder = new Recorder();
            recorder.passesOn(ArchKprobes.class, patch.arch(k, recorder.as(ArchKprobes.class)), own);
            recorder.passesOn(Inst.class, patch.inst(k, recorder.as(Inst.class)), own);
            recorder.passesOn(Traps.class, patch.traps(k, recorder.as(Traps.class)), own);
            // Return probes are a file of their own, which is replaced as a whole.
            if (!own.equals(List.of("kretprobes"))) assertEquals(new TreeSet<>(patch.functions()), new TreeSet<>(own), patch.name());
            assertTrue(patch.functions().stream().anyMatch(function -> patch.sentence().contains(function + "()")), patch.sentence());
        }
    }

    /// Stands in for the files that a patch is put on, and notes what they are asked.
    private static final class Recorder {
        private final List<String> calls = new ArrayList<>();

        <T> T as(Class<T> file) {
            return file.cast(Proxy.newProxyInstance(file.getClassLoader(), new Class<?>[] {file}, (_, method, arguments) -> {
                calls.add(method.getName() + Arrays.toString(arguments));
                return example(method.getReturnType());
            }));
        }

        /// A value that nobody would make up.
        private static Object example(Class<?> type) {
            return type == boolean.class ? true : type == int.class ? (Object) 4711 : type == long.class ? (Object) 4711L : null;
        }

        /// Calls every function of `patched` that is not its own; `own` gets the others.
        <T> void passesOn(Class<T> file, T patched, List<String> own) throws ReflectiveOperationException {
            Method[] methods = file.getMethods();
            Arrays.sort(methods, (a, b) -> a.getName().compareTo(b.getName()));
            for (Method method : methods) {
                if (Arrays.stream(patched.getClass().getDeclaredMethods()).anyMatch(m -> overrides(m, method))
                        && !Proxy.isProxyClass(patched.getClass())) {
                    own.add(CNames.cName(method.getName()));
                    continue;
                }
                calls.clear();
                Object[] arguments = Arrays.stream(method.getParameterTypes()).map(Recorder::example).toArray();
                assertEquals(example(method.getReturnType()), call(method, patched, arguments));
                assertEquals(List.of(method.getName() + Arrays.toString(arguments.length == 0 ? null : arguments)), calls);
            }
        }

        private static boolean overrides(Method own, Method method) {
            return !Modifier.isStatic(own.getModifiers()) && own.getName().equals(method.getName())
                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
        }

        private static Object call(Method method, Object on, Object[] arguments) throws ReflectiveOperationException {
            try {
                method.setAccessible(true);
                return method.invoke(on, arguments);
            } catch (InvocationTargetException e) {
                throw new AssertionError(method + " is not passed on", e.getCause());
            }
        }
    }
}
