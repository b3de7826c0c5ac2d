package kprobarium.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kprobarium.experiment.Experiment;
import kprobarium.machine.Playable;
import kprobarium.model.TextPatch;
import kprobarium.schedule.ChoicePoint;
import kprobarium.schedule.Schedule;
import kprobarium.schedule.Seeded;
import kprobarium.testing.Experiments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTest {
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final Experiment DISARM_RACE = Experiments.named("disarm-race");

    private static Subject disarmRace(String kernel) {
        return new ExperimentSubject(Experiments.rig(DISARM_RACE, kernel), List.of());
    }

    /// Plays at random for at most so many moves and goes back.
    private static Schedule atRandom(Subject subject, long seed, int moves) {
        subject.state().keepJournal();
        int mark = subject.state().mark();
        Seeded seeded = new Seeded(seed);
        ChoicePoint point = new ChoicePoint();
        Schedule.Builder schedule = new Schedule.Builder();
        Playable playable = subject.playable();
        for (int i = 0; i < moves; i++) {
            playable.choices(point);
            if (point.size() == 0) break;
            int code = point.code(seeded.choose(point));
            schedule.move(code);
            playable.take(code);
        }
        subject.state().release(mark);
        return schedule.build();
    }

    /// The digests of the states that a schedule goes through.
    private static List<Long> states(Subject subject, Schedule schedule) {
        int mark = subject.state().mark();
        List<Long> states = new ArrayList<>();
        for (int code : schedule.codes()) {
            subject.playable().take(code);
            states.add(subject.state().digest());
        }
        subject.state().release(mark);
        return states;
    }

    private static Token parsed(String text) {
        return assertInstanceOf(Token.Parsed.Good.class, Token.parse(text), text).token();
    }

    private static void comesBack(TokenScope scope, Subject subject, Schedule schedule) {
        Token token = Token.of(scope, subject, schedule);
        assertEquals(token, parsed(token.toString()));
        Token.Played played = parsed(token.toString()).play(subject);
        assertEquals(Optional.empty(), played.mismatch(), () -> token + " of " + schedule);
        assertEquals(schedule, played.schedule(), token::toString);
        assertEquals(states(subject, schedule), states(subject, played.schedule()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"disarm-race", "disarm-race-3", "bceqz-livelock", "arm-visibility", "slot-reuse"})
    void a_token_brings_back_its_schedule_step_by_step(String name) {
        Experiment experiment = Experiments.named(name).variants().getFirst();
        String kernel = experiment.expect().getFirst().kernel();
        Subject subject = new ExperimentSubject(Experiments.rig(experiment, kernel), List.of());
        TokenScope scope = TokenScope.of(experiment, kernel);
        for (int seed = 0; seed < 200; seed++) comesBack(scope, subject, atRandom(subject, seed, 400));
    }

    private static Subject textPatch() {
        return new ModelSubject(new TextPatch(3, 2, 2, 2, 0));
    }

    @Test
    void ten_thousand_random_schedules_come_back_step_by_step_in_at_most_25_characters() {
        Subject subject = textPatch();
        TokenScope scope = TokenScope.ofModel("textpatch", "3 2 2 2 0");
        int longest = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            Schedule schedule = atRandom(subject, seed, 1000);
            comesBack(scope, subject, schedule);
            longest = Math.max(longest, Token.of(scope, subject, schedule).toString().length());
        }
        assertTrue(longest <= 25, "longest " + longest);
    }

    /// All digits of a body are at most these, so none is longer.
    @Test
    void no_schedule_of_the_common_workload_has_a_longer_token_than_31_characters() {
        Subject subject = textPatch();
        subject.state().keepJournal();
        BigInteger most = largestBody(subject, -1, new TreeMap<>()).multiply(BigInteger.valueOf(3));
        int letters = (most.bitLength() + 4) / 5;
        assertTrue("kp1-12345--1234".length() + letters <= 31, letters + " letters for a body");
    }

    /// One more than the largest body of a schedule from here on: the product of the radices up to the last place where a choice can be
    /// anything but the default.
    private static BigInteger largestBody(Subject subject, int last, Map<String, BigInteger> known) {
        String here = subject.state().digest() + " " + last;
        BigInteger before = known.get(here);
        if (before != null) return before;
        ChoicePoint point = new ChoicePoint();
        subject.playable().choices(point);
        BigInteger most = BigInteger.ONE;
        for (int i = 0; i < point.size(); i++) {
            int mark = subject.state().mark();
            subject.playable().take(point.code(i));
            BigInteger rest = largestBody(subject, Defaults.last(last, point.code(i)), known);
            most = most.max(rest.subtract(BigInteger.ONE).multiply(BigInteger.valueOf(point.size()))
                    .add(BigInteger.valueOf(Defaults.number(point, last, i) + 1)));
            subject.state().release(mark);
        }
        known.put(here, most);
        return most;
    }

    @Test
    void a_schedule_that_stops_halfway_has_a_token_too() {
        Subject subject = disarmRace("v1");
        for (int moves = 0; moves < 40; moves++) comesBack(TokenScope.of(DISARM_RACE, "v1"), subject, atRandom(subject, moves, moves));
    }

    @Test
    void any_one_wrong_letter_and_any_two_exchanged_are_known() {
        Subject subject = disarmRace("v1");
        for (int seed = 0; seed < 20; seed++) {
            String token = Token.of(TokenScope.of(DISARM_RACE, "v1"), subject, atRandom(subject, seed, 1000)).toString();
            for (int at = 4; at < token.length(); at++) {
                if (token.charAt(at) == '-') continue;
                for (int i = 0; i < LETTERS.length(); i++) {
                    char letter = LETTERS.charAt(i);
                    if (letter == token.charAt(at)) continue;
                    String wrong = token.substring(0, at) + letter + token.substring(at + 1);
                    assertInstanceOf(Token.Parsed.Bad.class, Token.parse(wrong), wrong);
                }
                int next = at + 1 < token.length() && token.charAt(at + 1) == '-' ? at + 2 : at + 1;
                if (next >= token.length() || token.charAt(next) == token.charAt(at)) continue;
                StringBuilder exchanged = new StringBuilder(token);
                exchanged.setCharAt(at, token.charAt(next));
                exchanged.setCharAt(next, token.charAt(at));
                assertInstanceOf(Token.Parsed.Bad.class, Token.parse(exchanged.toString()), exchanged.toString());
            }
        }
    }

    @Test
    void case_hyphens_and_letters_that_look_alike_do_not_matter() {
        Subject subject = disarmRace("v1");
        Token token = Token.of(TokenScope.of(DISARM_RACE, "v1"), subject, atRandom(subject, 1, 1000));
        String text = token.toString();
        assertEquals(token, parsed(text.toLowerCase(Locale.ROOT)));
        assertEquals(token, parsed(text.replace("-", "")));
        assertEquals(token, parsed(" " + text.replace('0', 'o').replace('1', 'l') + "\n"));
        assertEquals(token, parsed(text.replace('0', 'O').replace('1', 'I')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kp1", "kp1-", "kp1-7Q2MK", "kp2-7Q2MK-3A9-X41C", "1 0*15 1*3", "kp1-7Q2MK-3U9-X41C", "kp1-7Q2MK-3A9-X41?"})
    void what_is_no_token_is_refused(String text) {
        assertInstanceOf(Token.Parsed.Bad.class, Token.parse(text));
    }

    @Test
    void a_token_belongs_to_what_is_played_and_to_nothing_else() {
        TokenScope scope = TokenScope.of(DISARM_RACE, "v1");
        assertEquals(scope, TokenScope.of(Experiments.of(yaml("foo", "# a remark", "p", "fetch: coherent", "oops")), "v1"));
        assertEquals(scope, TokenScope.of(Experiments.of(yaml("bar", "", "q", "interrupts: none", "livelock")), "v1"));
        assertNotEquals(scope, TokenScope.of(DISARM_RACE, "v1+recheck"));
        assertNotEquals(scope, TokenScope.of(Experiments.of(yaml("foo", "", "p", "fetch: bus", "oops")), "v1"));
        assertNotEquals(scope, TokenScope.of(Experiments.named("disarm-race-3"), "v1"));
    }

    private static String yaml(String function, String remark, String probe, String machine, String never) {
        return """
                experiment: other-name
                about: The same text under other names.
                text: |
                  %1$s: addi.d  $sp, $sp, -16   %2$s
                        st.d    $ra, $sp, 8
                        addi.d  $a0, $a0, 1
                        ld.d    $ra, $sp, 8
                        addi.d  $sp, $sp, 16
                        jr      $ra
                kprobes: { %3$s: %1$s+0x8 }
                cpus: { 0: [ unregister_kprobe(%3$s) ], 1: [ %1$s(41) ] }
                machine: { %4$s }
                expect: { v1: { never: [ %5$s ] } }
                """.formatted(function, remark, probe, machine, never);
    }

    @Test
    void a_token_played_on_another_kernel_says_that_it_is_not_what_was_meant() {
        Subject v1 = disarmRace("v1");
        Subject other = disarmRace("mainline");
        for (int seed = 0; seed < 50; seed++) {
            Token token = Token.of(TokenScope.of(DISARM_RACE, "v1"), v1, atRandom(v1, seed, 1000));
            assertTrue(token.play(other).mismatch().isPresent(), token::toString);
        }
    }
}
