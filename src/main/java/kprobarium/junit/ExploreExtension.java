package kprobarium.junit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kprobarium.experiment.Experiment;
import kprobarium.experiment.KernelExpectation;
import kprobarium.experiment.Reading;
import kprobarium.experiment.Search;
import kprobarium.experiment.SearchNotation;
import kprobarium.experiment.Verdict;
import kprobarium.experiment.file.ExperimentFile;
import kprobarium.experiment.file.Kernels;
import kprobarium.experiment.file.Parsed;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/// Turns what an experiment expects into tests: what is behind [ExploreTest].
final class ExploreExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), ExploreTest.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        ExploreTest test = AnnotationSupport.findAnnotation(context.getTestMethod(), ExploreTest.class).orElseThrow();
        Experiment experiment = experiment(test.value(), context.getRequiredTestClass());
        Search search = search(test, experiment);
        List<TestTemplateInvocationContext> tests = new ArrayList<>();
        List<String> kernels = kernels(test, experiment);
        for (Experiment variant : experiment.variants()) {
            for (KernelExpectation expected : variant.expect()) {
                if (!kernels.contains(expected.kernel())) continue;
                Explored explored = new Explored(test.value(), experiment, variant, setting(experiment, variant), expected, search,
                        test.seed());
                IntStream.range(0, expected.expectation().declared().size()).forEach(line -> tests.add(new OneCondition(explored, line)));
            }
        }
        return tests.stream();
    }

    /// What makes the variant: `q.at=bar` of `reentrant-probe [q.at=bar]`.
    private static String setting(Experiment whole, Experiment variant) {
        String rest = variant.name().substring(whole.name().length()).strip();
        return rest.isEmpty() ? "" : rest.substring(1, rest.length() - 1);
    }

    private static Experiment experiment(String file, Class<?> testClass) {
        Parsed parsed = ExperimentFile.read(file, text(file, testClass), Kernels.simulated());
        return parsed.experiment().orElseThrow(() -> new ExtensionConfigurationException("\n" + parsed.render().stripTrailing()));
    }

    private static String text(String file, Class<?> testClass) {
        try (InputStream in = Files.exists(Path.of(file)) ? Files.newInputStream(Path.of(file))
                : testClass.getResourceAsStream(file.startsWith("/") ? file : "/" + file)) {
            if (in == null) {
                throw new ExtensionConfigurationException(file + ": no such file in " + Path.of("").toAbsolutePath()
                        + ", and no such resource on the class path");
            }
            return new String(in.readNBytes(4 * ExperimentFile.MAX_LENGTH + 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExtensionConfigurationException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> kernels(ExploreTest test, Experiment experiment) {
        List<String> known = experiment.expect().stream().map(KernelExpectation::kernel).distinct().toList();
        for (String kernel : test.kernels()) {
            if (!known.contains(kernel)) {
                throw new ExtensionConfigurationException(test.value() + " expects nothing of `" + kernel + "`; it does of "
                        + String.join(", ", known));
            }
        }
        return test.kernels().length == 0 ? known : List.of(test.kernels());
    }

    private static Search search(ExploreTest test, Experiment experiment) {
        Search search = test.search().isEmpty() ? experiment.search() : switch (SearchNotation.search(test.search())) {
            case Reading.Read<Search>(Search read) -> read;
            case Reading.Refused<Search>(var fault) -> throw new ExtensionConfigurationException("search = \"" + test.search()
                    + "\", character " + (fault.offset() + 1) + ": found " + fault.found() + ", expected " + fault.expected()
                    + (fault.hint().isEmpty() ? "" : ". " + fault.hint()));
        };
        boolean bounded = test.maxStates() > 0 && !search.method().isSampling();
        return bounded ? search.within(test.maxStates(), search.maxMillis()) : search;
    }

    /// One line of an expectation as one call of the method.
    private record OneCondition(Explored explored, int line) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return explored.name(line);
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new Checked(explored, line), new AsParameter(explored, line));
        }
    }

    /// Fails the test before its method is called, unless the expectation is met.
    private record Checked(Explored explored, int line) implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
                ExtensionContext context) throws Throwable {
            ExploredCondition condition = explored.condition(line);
            if (condition.verdict() != Verdict.MET) {
                invocation.skip();
                throw new AssertionFailedError(explored.failure(line, condition), Verdict.MET, condition.verdict());
            }
            invocation.proceed();
        }
    }

    private record AsParameter(Explored explored, int line) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ExploredCondition.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return explored.condition(line);
        }
    }
}
