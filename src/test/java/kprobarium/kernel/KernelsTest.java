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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelsTest {
    @Test
    void a_kernel_is_a_version_and_the_patches_on_it_in_their_order() {
        Kernels.Choice choice = Kernels.find("linux-6.3+badi+recheck").orElseThrow();
        assertEquals("linux-6.3", choice.version().name());
        assertEquals(List.of("badi", "recheck"), choice.patches().stream().map(KernelPatch::name).toList());
        assertEquals(List.of(), Kernels.find("v1").orElseThrow().patches());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v2", "V1", "badi", "+badi", "v1+", "v1++badi", "v1+nothing", "badi+v1", "v1 +badi", "v1+v1"})
    void what_is_no_kernel_is_not_found(String name) {
        assertEquals(Optional.empty(), Kernels.find(name));
    }

    @Test
    void names_and_sentences_tell_kernels_and_patches_apart() {
        List<String> names = Kernels.names();
        assertEquals(names.size(), new TreeSet<>(names).size());
        assertEquals(names.size(), Stream.concat(Kernels.VERSIONS.stream().map(KernelVersion::sentence),
                Kernels.PATCHES.stream().map(KernelPatch::sentence)).distinct().count());
    }

    /// Which functions each patch replaces, by file.
    private static final Map<String, String> REPLACED = new TreeMap<>(Map.of(
            "recheck", "ArchKprobes.kprobePreHandler",
            "badi", "Traps.doBp Traps.getInst",
            "rendezvous", "Inst.textCopyCb",
            "pcaddu18i-64bit", "Inst.simuPc"));

    @Test
    void a_patch_replaces_what_its_sentence_is_about_and_passes_on_everything_else() throws ReflectiveOperationException {
        Kernel k = new KernelRig("v1", "foo: nop").k;
        Map<String, String> replaced = new TreeMap<>();
        for (KernelPatch patch : Kernels.PATCHES) {
            List<String> own = new ArrayList<>();
            Recorder recorder = new Recorder();
            recorder.passesOn(ArchKprobes.class, patch.arch(k, recorder.as(ArchKprobes.class)), own);
            recorder.passesOn(Inst.class, patch.inst(k, recorder.as(Inst.class)), own);
            recorder.passesOn(Traps.class, patch.traps(k, recorder.as(Traps.class)), own);
            replaced.put(patch.name(), String.join(" ", own));
            String main = own.getFirst().replaceAll(".*\\.", "").replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            assertTrue(patch.sentence().contains(main + "()"), patch.sentence());
        }
        assertEquals(REPLACED, replaced);
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
                    own.add(file.getSimpleName() + "." + method.getName());
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
