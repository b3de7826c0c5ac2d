package kprobarium;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher `./kprobarium` in a world made for it: its own project folder, system folder of JDKs, home and `PATH`, where each JDK's
/// `java` says who it is and what it was given, and `mvn` makes an empty jar.
final class LauncherTest {
    private static final List<String> TOOLS = List.of("cat", "dirname", "find", "mkdir", "mv", "readlink", "rm", "touch");
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

    /// A `java` that makes the files it is told to, as a training run does, and says how it was called the last time.
    private static final String TRAINED = """
            #!/bin/sh
            for argument; do
                case $argument in
                    -Dkprobarium.rows=*) [ -e "${argument#*=}" ] || echo rows > "${argument#*=}" ;;
                    -XX:AOTCacheOutput=*) echo cache > "${argument#*=}"; echo "trained" >> "$HOME/trainings" ;;
                esac
            done
            for argument; do echo "<$argument>"; done
            """;

    private record Outcome(int status, String out, String err) {}

    @TempDir
    Path world;

    private Path project;
    private Path path;
    private Path system;
    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void make_the_world() throws IOException {
        project = Files.createDirectories(world.resolve("a project"));
        system = Files.createDirectories(world.resolve("jvm"));
        path = Files.createDirectories(world.resolve("bin"));
        Files.createDirectories(world.resolve("home"));
        for (String tool : TOOLS) script(path.resolve(tool), "#!/bin/sh\nPATH=/usr/bin:/bin\nexec " + tool + " \"$@\"\n");
        script(project.resolve("kprobarium"), Files.readString(Path.of("kprobarium")).replace("/usr/lib/jvm", system.toString()));
        Files.createDirectories(project.resolve("src/main"));
        Files.createFile(project.resolve("pom.xml"));
        script(path.resolve("mvn"), """
                #!/bin/sh
                : > target/kprobarium.jar
                echo "built with $JAVA_HOME: $*" >> mvn.log
                """);
        environment.put("HOME", world.resolve("home").toString());
        environment.put("PATH", path.toString());
    }

    @Test
    void arguments_stdin_and_exit_status_pass_through() throws Exception {
        script(jdk(system.resolve("jdk"), "25.0.1").resolve("bin/java"), """
                #!/bin/sh
                for argument; do echo "<$argument>"; done
                cat
                exit 42
                """);
        var outcome = launch(List.of(launcher(), "a", "b  c", "*"), "line\n");
        assertTrue(outcome.out().endsWith("<-jar>\n<" + project + "/target/kprobarium.jar>\n<a>\n<b  c>\n<*>\nline\n"), outcome.out());
        assertEquals(42, outcome.status());
    }

    @Test
    void options_for_the_jvm_come_before_the_jar() throws Exception {
        jdk(system.resolve("jdk"), "25");
        environment.put("KPROBARIUM_JAVA_OPTS", "-Xmx1g -ea");
        assertTrue(launch().out().contains(" -Xmx1g -ea -jar "));
    }

    @Test
    void only_a_farm_may_use_unsafe_memory() throws Exception {
        jdk(system.resolve("jdk"), "25");
        assertTrue(launch().out().contains(" --sun-misc-unsafe-memory-access=deny "));
        for (String arguments : List.of("farm --join 127.0.0.1:7100", "run x --farm 127.0.0.1:7100", "run --farm=127.0.0.1:7100 x")) {
            String out = launch(Stream.concat(Stream.of(launcher()), Stream.of(arguments.split(" "))).toList(), "").out();
            assertTrue(out.contains(" --sun-misc-unsafe-memory-access=allow "), out);
        }
    }

    @Test
    void a_jdk_that_is_named_comes_before_all_others() throws Exception {
        environment.put("JAVA_HOME", jdk(world.resolve("java home"), "25").toString());
        environment.put("KPROBARIUM_JAVA_HOME", jdk(world.resolve("named"), "26-ea").toString());
        assertRunsOn(world.resolve("named"));
    }

    @Test
    void a_jdk_that_is_named_and_too_old_is_an_error() throws Exception {
        jdk(system.resolve("jdk"), "25");
        environment.put("KPROBARIUM_JAVA_HOME", jdk(world.resolve("named"), "24.0.2").toString());
        var outcome = launch();
        assertEquals("kprobarium: KPROBARIUM_JAVA_HOME=" + world + "/named is not a JDK 25 or newer\n", outcome.err());
        assertEquals(69, outcome.status());
    }

    @Test
    void jdks_that_are_too_old_are_passed_over_in_the_order_of_the_search() throws Exception {
        environment.put("JAVA_HOME", jdk(world.resolve("java home"), "17.0.15").toString());
        var onPath = jdk(world.resolve("on path"), "1.8.0_452");
        Files.createSymbolicLink(path.resolve("java"), onPath.resolve("bin/java"));
        jdk(system.resolve("java-17"), "17");
        var inSdkman = jdk(world.resolve("home/.sdkman/candidates/java/25-tem"), "25.0.1");
        assertRunsOn(inSdkman);
        var inSystem = jdk(system.resolve("java-26"), "26");
        assertRunsOn(inSystem);
        var exact = jdk(system.resolve("temurin-25"), "25");
        assertRunsOn(exact);
        jdk(onPath, "25");
        assertRunsOn(onPath);
        jdk(world.resolve("java home"), "25");
        assertRunsOn(world.resolve("java home"));
    }

    @Test
    void a_jre_will_not_do() throws Exception {
        Files.delete(jdk(system.resolve("jre"), "25").resolve("bin/javac"));
        assertEquals(69, launch().status());
    }

    @Test
    void without_a_jdk_it_says_where_it_looked_and_what_to_do() throws Exception {
        jdk(system.resolve("java-17"), "17");
        var outcome = launch();
        assertEquals("kprobarium: no JDK 25 or newer by JAVA_HOME, on the PATH, in " + system
                + ", or in the folders of SDKMAN and the IDEs; install one (openjdk-25-jdk, or Eclipse Temurin 25),"
                + " or name the folder of one in KPROBARIUM_JAVA_HOME\n", outcome.err());
        assertEquals(69, outcome.status());
    }

    @Test
    void the_jar_is_built_once_and_again_when_a_source_is_newer() throws Exception {
        var jdk = jdk(system.resolve("jdk"), "25");
        var line = "built with " + jdk + ": -q -B -Dquickly package\n";
        assertEquals("kprobarium: building target/kprobarium.jar (mvn -Dquickly package)\n", launch().err());
        assertEquals(line, mavenLog());
        assertEquals("", launch().err());
        assertEquals(line, mavenLog());
        Files.setLastModifiedTime(project.resolve("src/main"), FileTime.from(FAR));
        launch();
        assertEquals(line + line, mavenLog());
    }

    @Test
    void the_jar_is_as_old_as_the_beginning_of_its_build() throws Exception {
        jdk(system.resolve("jdk"), "25");
        script(path.resolve("mvn"), """
                #!/bin/sh
                TZ=UTC touch -t 210001010000 target/build-began
                : > target/kprobarium.jar
                """);
        launch();
        assertEquals(FileTime.from(FAR), Files.getLastModifiedTime(project.resolve("target/kprobarium.jar")));
    }

    @Test
    void a_build_that_fails_shows_what_maven_said() throws Exception {
        jdk(system.resolve("jdk"), "25");
        script(path.resolve("mvn"), """
                #!/bin/sh
                echo "[ERROR] no"
                exit 1
                """);
        var outcome = launch();
        assertEquals(List.of("[ERROR] no", "kprobarium: the build failed"), outcome.err().lines().skip(1).toList());
        assertEquals(70, outcome.status());
    }

    @Test
    void without_maven_it_says_how_to_get_it_but_only_if_there_is_something_to_build() throws Exception {
        jdk(system.resolve("jdk"), "25");
        Files.delete(path.resolve("mvn"));
        var outcome = launch();
        assertEquals("kprobarium: Maven is needed to build target/kprobarium.jar; get it with: apt-get install maven\n", outcome.err());
        assertEquals(69, outcome.status());
        Files.createDirectory(project.resolve("target"));
        Files.createFile(project.resolve("target/kprobarium.jar"));
        assertEquals(0, launch().status());
    }

    @Test
    void it_may_be_called_by_a_symbolic_link_to_a_symbolic_link() throws Exception {
        jdk(system.resolve("jdk"), "25");
        Files.createSymbolicLink(project.resolve("k"), Path.of("kprobarium"));
        Files.createSymbolicLink(path.resolve("kprobarium"), project.resolve("k"));
        var outcome = launch(List.of(path.resolve("kprobarium").toString()), "");
        assertTrue(outcome.out().endsWith(" -jar " + project + "/target/kprobarium.jar\n"), outcome.out() + outcome.err());
    }

    @Test
    void what_exec_starts_from_is_prepared_once_and_again_for_a_newer_jar() throws Exception {
        script(jdk(system.resolve("jdk"), "25").resolve("bin/java"), TRAINED);
        Path rows = project.resolve("target/kprobarium.rows");
        Path cache = project.resolve("target/kprobarium.aot");
        var command = List.of(launcher(), "exec", "a  program", "*");
        var outcome = launch(command, "");
        assertTrue(outcome.err().endsWith("kprobarium: preparing target/kprobarium.aot, for exec to start sooner\n"), outcome.err());
        String end = "<-XX:AOTCache=" + cache + ">\n<-Dkprobarium.rows=" + rows + ">\n<-jar>\n<" + project
                + "/target/kprobarium.jar>\n<exec>\n<a  program>\n<*>\n";
        assertTrue(outcome.out().endsWith(end), outcome.out());
        assertEquals(new Outcome(0, outcome.out(), ""), launch(command, ""));
        assertEquals("trained\n", trainings());
        Files.writeString(rows, "of the jar before");
        Files.setLastModifiedTime(project.resolve("target/kprobarium.jar"), FileTime.from(FAR));
        assertTrue(launch(command, "").out().endsWith(end));
        assertEquals("rows\n", Files.readString(rows));
        assertEquals("trained\ntrained\n", trainings());
    }

    @Test
    void a_jvm_that_cannot_prepare_is_used_as_it_is() throws Exception {
        jdk(system.resolve("jdk"), "25");
        var command = List.of(launcher(), "exec", "program");
        String end = " -jar " + project + "/target/kprobarium.jar exec program\n";
        var first = launch(command, "");
        assertTrue(first.err().endsWith("kprobarium: preparing target/kprobarium.aot, for exec to start sooner\n"), first.err());
        assertTrue(first.out().endsWith(end), first.out());
        assertTrue(!first.out().contains("AOTCache=") && !first.out().contains("kprobarium.rows"), first.out());
        assertEquals(new Outcome(0, first.out(), ""), launch(command, ""));
    }

    private String trainings() throws IOException {
        return Files.readString(world.resolve("home/trainings"));
    }

    private void assertRunsOn(Path jdk) throws Exception {
        var outcome = launch();
        assertTrue(outcome.out().startsWith(jdk + " "), outcome.out() + outcome.err());
    }

    private Outcome launch() throws IOException, InterruptedException {
        return launch(List.of(launcher()), "");
    }

    private Outcome launch(List<String> command, String in) throws IOException, InterruptedException {
        var stdin = Files.writeString(world.resolve("in"), in);
        var out = world.resolve("out");
        var err = world.resolve("err");
        var builder = new ProcessBuilder(command).directory(world.toFile())
                .redirectInput(stdin.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Outcome(status, Files.readString(out), Files.readString(err));
    }

    private String launcher() {
        return project.resolve("kprobarium").toString();
    }

    private String mavenLog() throws IOException {
        return Files.readString(project.resolve("mvn.log"));
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"");
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        script(home.resolve("bin/java"), "#!/bin/sh\necho \"" + home + " $*\"\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertTrue(file.toFile().setExecutable(true));
    }
}
