package kprobarium.cli;

import static kprobarium.cli.Cli.kprobarium;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kprobarium.cli.Cli.Result;
import kprobarium.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What each command prints, in golden files.
final class CommandsTest {
    @TempDir
    Path folder;

    private static void golden(String name, int status, Result result) {
        assertEquals("", result.err());
        assertEquals(status, result.status());
        Golden.check(name, result.out());
    }

    @Test
    void help_of_every_command() {
        StringBuilder all = new StringBuilder(kprobarium("--help").out());
        for (String command : List.of("run", "replay", "model", "shrink", "serve", "boot", "farm", "check", "cures", "findings",
                "kernels", "asm", "disasm", "isa", "exec", "schema")) {
            Result result = kprobarium(command, "--help");
            assertEquals(0, result.status());
            all.append("\n$ kprobarium ").append(command).append(" --help\n").append(result.out());
        }
        Golden.check("help.txt", all.toString());
    }

    @Test
    void without_a_command_there_is_help() {
        assertEquals(kprobarium("--help"), kprobarium());
    }

    @Test
    void version() {
        assertTrue(kprobarium("--version").out().startsWith("kprobarium "));
    }

    @Test
    void run_prints_a_table_a_judgement_and_the_way_to_each_death() {
        golden("run-disarm-race.txt", 0, kprobarium("run", "disarm-race"));
    }

    @Test
    void run_prints_every_variant() {
        golden("run-reentrant-probe.txt", 0, kprobarium("run", "conf/experiments/reentrant-probe.yaml"));
    }

    @Test
    void run_says_what_is_not_met_and_what_is_open() throws IOException {
        golden("run-not-met.txt", 1, kprobarium("run", wrong().toString(), "--max-states", "100").without(folder));
    }

    @Test
    void run_as_json() throws IOException {
        Result result = kprobarium("run", wrong().toString(), "--json");
        JsonObject json = new JsonObject(result.out());
        assertEquals(1, result.status());
        assertEquals(List.of("kprobarium", "trials", "problems", "interrupted"), List.copyOf(json.fieldNames()));
        Golden.check("run.json", json.encodePrettily().replace(folder.toString(), "FOLDER") + "\n");
    }

    @Test
    void quiet_prints_the_summary_alone() {
        golden("run-quiet.txt", 0, kprobarium("run", "misaligned", "pcaddu18i", "--quiet"));
    }

    @Test
    void a_kernel_of_which_nothing_is_expected_gets_a_table() {
        Result result = kprobarium("run", "disarm-race", "--kernel", "linux-6.3+fatal-recursion");
        assertEquals(0, result.status());
        assertTrue(result.out().contains("Nothing is expected of linux-6.3+fatal-recursion here"), result.out());
    }

    @Test
    void a_sample_is_the_same_for_the_same_seed() {
        String[] sample = {"run", "disarm-race", "-k", "v1", "--search", "random, 2k schedules", "--seed", "7"};
        Result first = kprobarium(sample);
        assertEquals(first, kprobarium(sample));
        assertTrue(first.out().contains("schedules were sampled"), first.out());
        sample[7] = "8";
        assertFalse(first.out().equals(kprobarium(sample).out()), "seeds 7 and 8 give the same sample");
    }

    @Test
    void a_directory_is_all_its_files_by_name() throws IOException {
        String content = Files.readString(wrong());
        Files.delete(folder.resolve("wrong.yaml"));
        for (String name : List.of("b", "a")) Files.writeString(folder.resolve(name + ".yaml"), content.replace("wrong", name));
        Result result = kprobarium("run", folder.toString(), "-q");
        assertEquals(List.of("a", "b"), result.out().lines().limit(2).map(line -> line.substring(0, 1)).toList());
    }

    @Test
    void a_bad_file_does_not_keep_others_from_running() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "experiment: bad\n");
        wrong();
        Result result = kprobarium("run", folder.toString(), "-q");
        assertEquals(65, result.status());
        assertTrue(result.err().contains("bad.yaml:1:1: no key `about`"), result.err());
        assertTrue(result.out().contains("2 tests: 1 Ok, 1 No; 1 file could not be read"), result.out());
    }

    @Test
    void replay_shows_every_step_in_a_column_for_each_cpu() {
        golden("replay-disarm-race.txt", 0, kprobarium("replay", "disarm-race", "--kernel", "v1", "1 0*15 1*3"));
    }

    @Test
    void replay_verbose_shows_what_the_kernel_writes_for_itself() {
        golden("replay-reentrant-probe.txt", 0, kprobarium("replay", "reentrant-probe", "-k", "v1", "--variant", "q.at=bar", "0*26", "-v"));
    }

    @Test
    void replay_shows_the_word_that_was_fetched_beside_the_word_in_memory() {
        golden("replay-arm-visibility.txt", 0, kprobarium("replay", "arm-visibility", "-k", "linux-6.3", "--width", "140"));
    }

    @Test
    void replay_of_a_livelock_says_so() {
        golden("replay-bceqz-livelock.txt", 0, kprobarium("replay", "bceqz-livelock", "-k", "v1"));
    }

    @Test
    void replay_stops_where_the_schedule_ends_and_says_what_is_next() {
        Result result = kprobarium("replay", "disarm-race", "-k", "v1", "1*2 0*3");
        assertEquals(0, result.status());
        assertTrue(result.out().contains("The schedule ends after 5 steps. The machine could go on."), result.out());
        assertTrue(result.out().contains("CPU 0 updates text_mutex next"), result.out());
    }

    @Test
    void replay_as_events() {
        golden("replay.trace.txt", 0, kprobarium("replay", "disarm-race", "--kernel", "v1", "1 0*15 1*3", "--events"));
    }

    @Test
    void replay_as_json() {
        Result result = kprobarium("replay", "disarm-race", "--kernel", "v1", "1 0*15 1*3", "--json");
        result.out().lines().forEach(JsonObject::new);
        golden("replay.jsonl", 0, result);
    }

    @Test
    void replay_as_a_page() {
        golden("replay.html", 0, kprobarium("replay", "disarm-race", "--kernel", "v1", "1 0*15 1*3", "--html", "-"));
    }

    @Test
    void replay_writes_page_and_timeline_to_files() throws IOException {
        Path page = folder.resolve("page.html");
        Path timeline = folder.resolve("timeline.json");
        Result result = kprobarium("replay", "disarm-race", "-k", "linux-6.3", "--html", page.toString(), "--perfetto",
                timeline.toString());
        assertEquals(new Result(0, "wrote " + page + "\nwrote " + timeline + "\n", ""), result);
        assertTrue(Files.readString(page).startsWith("<!doctype html>"));
        assertFalse(new JsonObject(Files.readString(timeline)).getJsonArray("traceEvents").isEmpty());
    }

    @Test
    void without_a_schedule_the_shortest_to_a_bad_end_is_replayed() {
        Result result = kprobarium("replay", "disarm-race", "-k", "linux-6.3");
        assertTrue(result.out().startsWith("disarm-race linux-6.3  1 0*15 1\n"), result.out());
        assertTrue(result.out().contains("oops in do_bp at foo+0x8"), result.out());
    }

    @Test
    void a_schedule_can_be_read_from_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("schedule.txt"), "# the oops in do_bp\n1\n0*15\n1*3\n");
        assertEquals(kprobarium("replay", "disarm-race", "-k", "v1", "1 0*15 1*3"),
                kprobarium("replay", "disarm-race", "-k", "v1", "@" + file));
    }

    @Test
    void a_variant_is_chosen_by_its_setting_or_its_number() {
        Result second = kprobarium("replay", "reentrant-probe", "-k", "v1", "--variant", "2");
        assertEquals(second, kprobarium("replay", "reentrant-probe", "-k", "v1", "--variant", "q.at=bar+0x4"));
        assertTrue(second.out().startsWith("reentrant-probe [q.at=bar+0x4] v1  "), second.out());
    }

    @Test
    void cures_tell_what_each_patch_does_on_each_version() {
        golden("cures-pcaddu18i.txt", 0, kprobarium("cures", "pcaddu18i"));
        golden("cures-slot-reuse.txt", 0, kprobarium("cures", "slot-reuse", "--kernel", "v1,linux-6.3", "--explain"));
    }

    @Test
    void cures_as_csv_and_json_say_the_same() {
        String csv = kprobarium("cures", "disarm-race", "--kernel", "v1,mainline", "--csv").out();
        JsonObject json = new JsonObject(kprobarium("cures", "disarm-race", "--kernel", "v1,mainline", "--json").out());
        JsonArray cells = json.getJsonArray("experiments").getJsonObject(0).getJsonArray("cells");
        assertEquals(csv.lines().count() - 1, cells.size());
        assertTrue(csv.contains(",mainline+badi,badi,,cured,"), csv);
        assertTrue(cells.stream().map(JsonObject.class::cast)
                .anyMatch(cell -> cell.getString("kernel").equals("v1+badi") && cell.getString("outcome").equals("not cured")));
    }

    @Test
    void kernels() {
        golden("kernels.txt", 0, kprobarium("kernels"));
    }

    @Test
    void kernels_differ_by_the_changes_that_only_one_has() {
        golden("kernels-diff.txt", 0, kprobarium("kernels", "--diff", "linux-6.12", "mainline+badi", "--functions"));
        golden("kernels-same.txt", 0, kprobarium("kernels", "--diff", "linux-6.18+fatal-recursion+text-copy", "mainline"));
    }

    @Test
    void verdicts_cover_every_word() {
        golden("verdicts.csv", 0, kprobarium("verdicts", "--kernel", "linux-6.12", "--csv"));
    }

    @Test
    void kernels_as_json() {
        JsonObject json = new JsonObject(kprobarium("kernels", "--json").out());
        assertTrue(json.getJsonArray("versions").stream().anyMatch(v -> ((JsonObject) v).getString("alias").equals("mainline")));
        assertTrue(json.getJsonArray("patches").stream().allMatch(p -> !((JsonObject) p).getString("sentence").isEmpty()));
    }

    @Test
    void asm_lists_address_word_and_source() {
        golden("asm.txt", 0, new Cli().input("""
                foo:    addi.d  $a0, $a0, 1     # one more
                        li.d    $t0, 0x123456789
                        beqz    $a0, foo; nop
                        jr      $ra
                word:   .word   0x002a000a
                        .dword  2
                """).run("asm"));
    }

    @Test
    void disasm_reads_arguments_or_standard_input() {
        golden("disasm.txt", 0, kprobarium("disasm", "0x002a000a", "02c00484", "53fffFff", "ffffffff", "--base", "0x9000000000200000"));
        assertEquals(kprobarium("disasm", "002a000a", "02c00484"), new Cli().input("002a000a\n0x02c00484, ").run("disasm"));
    }

    private static final String TRIANGLE = "src/test/resources/elf/triangle.elf";

    @Test
    void exec_runs_a_program_and_exits_as_it_does() {
        Result plain = kprobarium("exec", TRIANGLE, "4");
        assertEquals("10\n", plain.out());
        assertEquals(10, plain.status());
        assertTrue(plain.err().matches("[0-9]+ instructions in [0-9.]+ s \\([0-9.]+ s on the CPU\\), [0-9.]+ MIPS\n"), plain.err());
        assertEquals(new Result(10, "10\n", ""), kprobarium("exec", "--quiet", "--tier", "0", TRIANGLE, "4"));
    }

    @Test
    void exec_prints_what_probes_record() {
        Result probed = kprobarium("exec", "-q", TRIANGLE, "4", "-e", "p:call triangle n=%r4", "-e", "r:ret triangle sum=$retval");
        assertEquals("10\n", probed.out());
        Golden.check("exec-probes.txt", probed.err());
        assertEquals(probed, kprobarium("exec", "-q", "-k", "linux-6.3", TRIANGLE, "4", "-e", "p:call triangle n=%r4", "-e",
                "r:ret triangle sum=$retval"));
    }

    @Test
    void exec_writes_what_probes_record_to_a_file() throws IOException {
        Path trace = folder.resolve("trace");
        assertEquals(new Result(3, "03\n", ""),
                kprobarium("exec", "-q", TRIANGLE, "2", "-e", "p:call triangle", "--trace", trace.toString()));
        assertEquals(3, Files.readAllLines(trace).stream().filter(line -> line.contains("call: (triangle+0x0/")).count());
    }

    @Test
    void exec_says_by_what_a_program_was_ended() {
        Result limited = kprobarium("exec", "-q", TRIANGLE, "4", "--limit", "7");
        assertEquals(new Result(124, "", "kprobarium exec: stopped by --limit\n"), limited);
    }

    @Test
    void exec_refuses_what_it_cannot_run() {
        String none = kprobarium("exec", "none.elf").err();
        assertEquals("kprobarium exec: none.elf: not found; expected a static executable, as clang"
                + " --target=loongarch64-unknown-linux-gnu -static makes it\n", none);
        assertEquals("kprobarium exec: README.md, offset 0x0: "
                + "found bytes 23 20 6b 70, expected an ELF file, which begins with 7f 45 4c 46\n",
                kprobarium("exec", "README.md").err());
        assertEquals(new Result(65, "", """
                kprobarium exec: trace_kprobe: error: Invalid probed address or symbol
                  Command: p trangle
                             ^
                Did you mean `triangle`?
                """), kprobarium("exec", TRIANGLE, "-e", "p trangle"));
        assertEquals("kprobarium exec: --nokprobe: found `triangel`, expected a function or a section of " + TRIANGLE
                + "; did you mean `triangle`?\n", kprobarium("exec", TRIANGLE, "-e", "p triangle", "--nokprobe", "triangel").err());
        String said = kprobarium("exec", TRIANGLE, "-e", "p triangle", "--nokprobe", ".text").err();
        assertTrue(said.contains("Failed to register probe event"));
    }

    @Test
    void what_asm_gives_disasm_takes() {
        Result words = new Cli().input("addi.d $a0, $a0, 1\nst.d $ra, $sp, 8\nibar 0\n").run("asm", "--words");
        assertEquals(List.of("addi.d $a0, $a0, 1", "st.d $ra, $sp, 8", "ibar 0"),
                new Cli().input(words.out()).run("disasm").out().lines().map(line -> line.substring(30)).toList());
    }

    @Test
    void schema_is_the_one_in_conf() throws IOException {
        assertEquals(Files.readString(Path.of("conf/schema/experiment.schema.json")), kprobarium("schema").out());
    }

    @Test
    void check_passes_the_catalogue() {
        Result result = kprobarium("check", "conf/experiments");
        assertEquals(0, result.status());
        assertTrue(result.out().lines().allMatch(line -> line.contains(": sound, ")), result.out());
        assertEquals(new JsonArray(), new JsonArray(kprobarium("check", "conf/experiments", "--json").out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run disarm-race", "replay disarm-race -k v1", "kernels", "run --help"})
    void colour_is_all_that_colour_adds(String command) {
        String[] args = command.split(" ");
        Result plain = kprobarium(args);
        Result always = kprobarium((command + " --color always").split(" "));
        assertTrue(always.out().contains("\u001b["), "no colour");
        assertEquals(plain.out(), always.out().replaceAll("\u001b\\[[0-9;]*m", ""));
        assertEquals(always, new Cli().onATerminal().environment("COLUMNS", "120").run(args));
        assertEquals(plain, new Cli().onATerminal().environment("COLUMNS", "120").environment("NO_COLOR", "1").run(args));
    }

    @Test
    void a_defect_is_named_and_its_place_is_shown_to_whoever_asks() throws IOException {
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertEquals("kprobarium asm: a defect of kprobarium: java.io.UncheckedIOException: java.io.IOException: Stream closed;"
                + " --debug shows where\n", withInput(broken, "asm"));
        assertTrue(withInput(broken, "asm", "--debug").contains("\tat kprobarium.cli.AsmCommand.call("));
    }

    private static String withInput(InputStream in, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(in, OutputStream.nullOutputStream(), err, _ -> null, false, false, new Interrupt());
        assertEquals(Exit.INTERNAL.code, Main.run(terminal, args));
        return err.toString(StandardCharsets.UTF_8);
    }

    /// An experiment that expects what does not happen, and what takes more than a hundred states to know.
    private Path wrong() throws IOException {
        return Files.writeString(folder.resolve("wrong.yaml"), """
                experiment: wrong
                about: Nothing here is as it is said to be.
                text: |
                  foo: addi.d $a0, $a0, 1
                       jr     $ra
                kprobes: { p: foo }
                cpus:
                  0: [ disable_kprobe(p) ]
                  1: [ foo(41) ]
                expect:
                  v1:            { always: [ p.hits == 0 ], never: [ oops ], sometimes: [ cpu1.a0 == 42, cpu1.a0 == 43 ] }
                  linux-6.3+badi: { never: [ cpu1.a0 == 43 ] }
                observe: [ cpu1.a0, p.hits ]
                """);
    }
}
