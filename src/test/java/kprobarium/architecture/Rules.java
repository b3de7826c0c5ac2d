package kprobarium.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who lives where and who may know whom, below one root package. A violation begins with the name of the class that is at fault.
public final class Rules {
    /// A box of the plan and the boxes that its arrows point to. What those may know, it may know too. The packages of a box are the one of
    /// its name and those inside it that have no box of their own.
    private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("symbol", List.of());
        ARROWS.put("elf", List.of("symbol"));
        ARROWS.put("event", List.of());
        ARROWS.put("schedule", List.of());
        ARROWS.put("isa", List.of("symbol"));
        ARROWS.put("engine", List.of("isa"));
        ARROWS.put("board", List.of("engine", "elf"));
        ARROWS.put("machine", List.of("engine", "event", "schedule"));
        ARROWS.put("kernel", List.of("machine"));
        ARROWS.put("experiment", List.of("kernel", "elf"));
        ARROWS.put("process", List.of("kernel", "elf"));
        ARROWS.put("experiment.file", List.of("experiment"));
        ARROWS.put("model", List.of("machine"));
        ARROWS.put("explore", List.of("experiment", "model"));
        ARROWS.put("event.render", List.of("event"));
        ARROWS.put("farm", List.of("explore", "experiment.file"));
        ARROWS.put("junit", List.of("explore", "experiment.file"));
        ARROWS.put("live", List.of("farm", "event.render"));
        ARROWS.put("cli", List.of("live", "process", "board"));
    }

    private static final Set<String> CORE = Set.of(
            "symbol", "elf", "isa", "engine", "board", "event", "schedule", "machine", "kernel", "process", "experiment", "model",
            "explore");

    /// A version of the kernel and the earlier ones it may build on; a cure knows none.
    private static final Map<String, Set<String>> VARIANTS = Map.of(
            "kernel.v1", Set.of(),
            "kernel.linux63", Set.of(),
            "kernel.linux65", Set.of("kernel.linux63"),
            "kernel.linux615", Set.of("kernel.linux63", "kernel.linux65"),
            "kernel.linux618", Set.of("kernel.linux63", "kernel.linux65", "kernel.linux615"),
            "kernel.linux71", Set.of("kernel.linux63", "kernel.linux65", "kernel.linux615", "kernel.linux618"),
            "kernel.patch", Set.of());

    private static final Set<String> INSIDE = Set.of("isa", "schedule", "machine", "kernel");

    private static final Set<String> HELD_BY_VERTICLES = Set.of(
            "machine.Cpu", "kernel.Kernel", "kernel.CurrentKprobe", "kernel.KprobeCtlblk");

    private static final Set<String> UNORDERED = Set.of(
            "java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap", "java.util.WeakHashMap", "java.util.Hashtable");

    private static final Set<String> UNORDERED_COLLECTORS = Set.of(
            "toSet", "toUnmodifiableSet", "toMap", "toUnmodifiableMap", "groupingBy");

    private static final Set<String> CLOCKS_AND_CHANCE = Set.of(
            "java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.lang.System.identityHashCode",
            "java.lang.Math.random", "java.lang.StrictMath.random", "java.util.UUID.randomUUID", "java.util.Collections.shuffle");

    private final String root;

    public Rules(String root) {
        this.root = root;
    }

    public ArchRule theArrowsPointDown() {
        return everyClass("know what its box may know", type -> dependencies(type)
                .filter(dependency -> dependency.getTargetClass().getPackageName().startsWith(root + "."))
                .filter(dependency -> !mayKnow(box(type), box(dependency.getTargetClass())))
                .map(Rules::sentence));
    }

    public ArchRule theCoreIsPureJava() {
        return everyClass("know the JDK only, if it is of the core", type -> isCore(type)
                ? dependencies(type)
                        .filter(dependency -> !dependency.getTargetClass().getPackageName().startsWith("java."))
                        .filter(dependency -> !dependency.getTargetClass().getPackageName().startsWith(root + "."))
                        .map(Rules::sentence)
                : Stream.of());
    }

    /// No class outside `box` knows a package that begins with one of `prefixes`.
    public ArchRule only(String box, String... prefixes) {
        return everyClass("leave " + String.join(", ", prefixes) + " to " + box, type -> box(type).equals(box)
                ? Stream.of()
                : dependencies(type)
                        .filter(dependency -> Stream.of(prefixes).anyMatch(dependency.getTargetClass().getPackageName()::startsWith))
                        .map(Rules::sentence));
    }

    public ArchRule theCoreHasNoClock() {
        return everyClass("know neither clock nor threads nor chance, if it is of the core", type -> isCore(type)
                ? Stream.concat(
                        dependencies(type).filter(dependency -> isClockOrThread(dependency.getTargetClass())).map(Rules::sentence),
                        calls(type, Rules::asksForTimeOrChance))
                : Stream.of());
    }

    public ArchRule iterationOrderIsDefined() {
        return everyClass("keep its collections in an order, if it is of the core", type -> isCore(type)
                ? Stream.concat(
                        dependencies(type).filter(knows -> UNORDERED.contains(knows.getTargetClass().getName())).map(Rules::sentence),
                        calls(type, Rules::makesUnorderedCollection))
                : Stream.of());
    }

    public ArchRule variantsAreStrangers() {
        return everyClass("not know another version of the kernel than those it builds on", type -> dependencies(type)
                .filter(dependency -> variant(type) != null && variant(dependency.getTargetClass()) != null)
                .filter(dependency -> !variant(type).equals(variant(dependency.getTargetClass())))
                .filter(dependency -> !VARIANTS.get(variant(type)).contains(variant(dependency.getTargetClass())))
                .map(Rules::sentence));
    }

    /// An event is a record of numbers, text, and records of such: it never carries a live object.
    public ArchRule eventsAreRecords() {
        var event = root + ".event.Event";
        return everyClass("be a record of values, if it is an event", type -> {
            if (!type.getName().equals(event) && type.isAssignableTo(event)) {
                return type.isRecord() || type.isInterface()
                        ? fields(type).filter(field -> !isValue(field)).map(field -> type.getName() + " carries a " + field.getName())
                        : Stream.of(type.getName() + " is not a record");
            }
            return Stream.of();
        });
    }

    /// A verticle translates messages. It may hold the CPU that it is; what happens to it is decided behind `experiment` and `explore`.
    public ArchRule verticlesDoNotThink() {
        return everyClass("leave machine and kernel alone, if it is a verticle", type -> type.isAssignableTo("io.vertx.core.Deployable")
                ? dependencies(type)
                        .filter(dependency -> INSIDE.contains(box(dependency.getTargetClass())))
                        .filter(dependency -> !HELD_BY_VERTICLES.contains(relativeName(dependency.getTargetClass())))
                        .map(Rules::sentence)
                : Stream.of());
    }

    private ArchRule everyClass(String should, Function<JavaClass, Stream<String>> violations) {
        var inRoot = DescribedPredicate.describe("of " + root, (JavaClass type) -> type.getPackageName().startsWith(root + "."));
        return classes().that(inRoot).should(new ArchCondition<JavaClass>(should) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                violations.apply(type).distinct().forEach(violation -> events.add(SimpleConditionEvent.violated(type, violation)));
            }
        }).allowEmptyShould(true);
    }

    private static Stream<Dependency> dependencies(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> !dependency.getTargetClass().isPrimitive() && !dependency.getTargetClass().isArray())
                .sorted(Comparator.comparing(Dependency::getDescription));
    }

    private static Stream<String> calls(JavaClass type, Predicate<CodeUnitAccessTarget> forbidden) {
        return type.getCodeUnitAccessesFromSelf().stream()
                .filter(call -> forbidden.test(call.getTarget()))
                .map(call -> type.getName() + " calls " + call.getTarget().getFullName() + " in " + call.getSourceCodeLocation())
                .sorted();
    }

    private static String sentence(Dependency dependency) {
        return dependency.getOriginClass().getName() + " knows " + dependency.getTargetClass().getName() + " in "
                + dependency.getSourceCodeLocation();
    }

    private boolean isCore(JavaClass type) {
        return CORE.contains(box(type));
    }

    private boolean mayKnow(String box, String other) {
        return box.equals(other) || ARROWS.getOrDefault(box, List.of()).stream().anyMatch(below -> mayKnow(below, other));
    }

    /// The longest box that the class's package is in; a package in none is its own, which nobody may know.
    private String box(JavaClass type) {
        var name = relative(type);
        return ARROWS.keySet().stream().filter(box -> isIn(name, box)).max(Comparator.comparingInt(String::length)).orElse(name);
    }

    private String variant(JavaClass type) {
        return VARIANTS.keySet().stream().filter(variant -> isIn(relative(type), variant)).findAny().orElse(null);
    }

    private String relative(JavaClass type) {
        return relative(type.getPackageName());
    }

    private String relativeName(JavaClass type) {
        return relative(type.getName());
    }

    private String relative(String name) {
        return name.startsWith(root + ".") ? name.substring(root.length() + 1) : name;
    }

    private static boolean isIn(String name, String box) {
        return name.equals(box) || name.startsWith(box + ".");
    }

    private static boolean isClockOrThread(JavaClass type) {
        var name = type.getName();
        return name.startsWith("java.util.concurrent.") || name.startsWith("java.lang.Thread") || name.startsWith("java.util.Timer")
                || name.equals("java.util.Date") || name.startsWith("java.time.") && !name.equals("java.time.Duration")
                || name.equals("java.security.SecureRandom");
    }

    private static boolean asksForTimeOrChance(CodeUnitAccessTarget target) {
        if (CLOCKS_AND_CHANCE.contains(target.getOwner().getName() + "." + target.getName())) return true;
        var owner = target.getOwner().getName();
        boolean unseeded = target.getRawParameterTypes().isEmpty() && target.getName().equals("<init>");
        return unseeded && (owner.equals("java.util.Random") || owner.equals("java.util.SplittableRandom"))
                || owner.equals("java.util.random.RandomGenerator") && isStatic(target);
    }

    private static boolean makesUnorderedCollection(CodeUnitAccessTarget target) {
        int elements = target.getRawParameterTypes().size();
        boolean varargs = target.getRawParameterTypes().stream().anyMatch(JavaClass::isArray);
        return switch (target.getOwner().getName()) {
            case "java.util.Set" -> target.getName().equals("copyOf") || target.getName().equals("of") && (elements > 1 || varargs);
            case "java.util.Map" -> target.getName().equals("copyOf") || target.getName().equals("ofEntries")
                    || target.getName().equals("of") && elements > 2;
            case "java.util.stream.Collectors" -> UNORDERED_COLLECTORS.contains(target.getName()) && !isMadeInOrder(target);
            default -> false;
        };
    }

    /// Whether the collector is told which map to make.
    private static boolean isMadeInOrder(CodeUnitAccessTarget target) {
        return target.getRawParameterTypes().stream().anyMatch(parameter -> parameter.getName().equals("java.util.function.Supplier"));
    }

    private static boolean isStatic(CodeUnitAccessTarget target) {
        return target.resolveMember().map(JavaCodeUnit::getModifiers).orElse(Set.of()).contains(JavaModifier.STATIC);
    }

    private static Stream<JavaClass> fields(JavaClass type) {
        return type.getFields().stream().map(field -> field.getRawType());
    }

    private boolean isValue(JavaClass type) {
        if (type.isPrimitive() || type.getName().equals("java.lang.String") || type.isEnum()) return true;
        return type.isRecord() && relative(type).equals("event") && fields(type).allMatch(this::isValue);
    }
}
