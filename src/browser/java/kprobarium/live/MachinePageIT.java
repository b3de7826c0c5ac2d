package kprobarium.live;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import kprobarium.testing.OutsideTool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The page in a real browser, on a real machine.
@Timeout(180)
final class MachinePageIT {
    private static Playwright playwright;
    private static Browser chromium;

    private final List<String> complaints = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private LiveServer server;
    private Page page;

    @BeforeAll
    static void launch() {
        Path binary = OutsideTool.require("the page in a browser", "chromium", "chromium", "chromium-browser", "google-chrome");
        playwright = Playwright.create();
        chromium = playwright.chromium().launch(new LaunchOptions().setExecutablePath(binary).setArgs(List.of(
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) playwright.close();
    }

    @BeforeEach
    void open() {
        server = LiveServer.atRate(1_000);
        page = chromium.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")
                    && !message.text().startsWith("WebSocket connection")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("http://127.0.0.1:") && !request.url().startsWith("data:")) elsewhere.add(request.url());
        });
        page.navigate(server.live.url());
        assertThat(page.locator("#link")).hasText("live");
        assertThat(page.locator("#run-state")).hasText("running");
    }

    @AfterEach
    void close() {
        page.close();
        server.close();
        assertEquals(List.of(), complaints);
        assertEquals(List.of(), elsewhere);
    }

    @Test
    void shows_the_machine_at_work() {
        assertThat(page.locator("#experiment")).hasText("live");
        assertThat(page.locator("#kernel")).hasText("mainline");
        assertThat(page.locator(".card")).hasCount(4);
        assertThat(page.locator("#probes tr")).hasCount(6);
        assertThat(page.locator("#events tr.t-kprobe_hit").first()).isVisible();
        assertThat(page.locator("#listing tr.break").first()).containsText("break 10");
        String before = pixels();
        page.waitForFunction("before => document.querySelector('#lanes').toDataURL() !== before", before);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/page.png")).setFullPage(true));
    }

    @Test
    void runs_are_paused_and_stepped() {
        page.keyboard().press("Space");
        assertThat(page.locator("#run-state")).hasText("paused");
        String steps = page.locator("#steps").textContent();
        page.locator("#step-count").fill("5");
        page.locator("#step-form button").click();
        assertThat(page.locator("#steps")).not().hasText(steps);
        assertThat(page.locator("#run-state")).hasText("paused");
        page.locator("#toggle").click();
        assertThat(page.locator("#run-state")).hasText("running");
        page.locator("#pace").selectOption("2000");
        page.waitForCondition(() -> server.json("/api/v1/simulation").getLong("rate") == 2000);
    }

    @Test
    void a_probe_is_armed_from_the_listing_and_removed_from_the_table() {
        page.locator("#listing button", new Page.LocatorOptions().setHasText(Pattern.compile("^max\\+0x8$"))).click();
        assertThat(page.locator("#command")).hasValue("p:at_max_0x8 max+0x8");
        page.locator("#command").press("Enter");
        assertThat(page.locator("#command-ok")).hasText("p:at_max_0x8 max+0x8: done");
        var row = page.locator("#probes tr", new Page.LocatorOptions().setHasText("at_max_0x8"));
        assertThat(row).containsText("armed");
        row.locator("button").click();
        assertThat(page.locator("#probes tr:not(.gone)")).hasCount(6);
    }

    @Test
    void a_refused_command_is_shown_in_the_kernels_words() {
        page.locator("#command").fill("p:zz nosuch+0x4");
        page.locator("#command").press("Enter");
        assertThat(page.locator("#command-error")).containsText("EINVAL: Invalid argument");
        assertThat(page.locator("#command-error")).containsText("trace_kprobe: error: Invalid probed address or symbol");
        page.locator("#command").fill("p:zz <img src=x onerror=alert(1)>");
        page.locator("#command").press("Enter");
        assertThat(page.locator("#command-error")).containsText("<img src=x");
    }

    @Test
    void probes_of_every_kind_are_listed() {
        var back = page.locator("#probes tr", new Page.LocatorOptions().setHasText("back"));
        assertThat(back.locator(".type")).hasText("r");
        assertThat(back.locator("td").nth(4)).not().hasText("0");
        page.locator("#command").fill("r:twice sum n=$retval:u64");
        page.locator("#command").press("Enter");
        assertThat(page.locator("#command-ok")).containsText("done");
        assertThat(page.locator("#probes tr", new Page.LocatorOptions().setHasText("twice")).locator(".shared")).hasText("×2");
        page.locator("#filter-type").selectOption("trace_record");
        page.locator("#filter-probe").fill("twice");
        assertThat(page.locator("#events tr.t-trace_record").first()).containsText("twice: (");
    }

    @Test
    void files_of_tracefs_are_read_on_the_page() {
        assertThat(page.locator("#file-text")).containsText("larger: (max");
        page.locator("#file").selectOption("kprobes/list");
        assertThat(page.locator("#file-text")).containsText("r  foo+0x0");
        page.locator("#file").selectOption("events/kprobes/larger/format");
        assertThat(page.locator("#file-text")).containsText("name: larger");
        page.locator("#command").fill("p:bad max n=%zz");
        page.locator("#command").press("Enter");
        assertThat(page.locator("#command-error")).containsText("Invalid register name");
    }

    @Test
    void a_panic_is_said_on_the_page() {
        try (var panics = LiveServer.start(new LiveOptions(TestExperiments.panics(), "mainline", "127.0.0.1", 0, 20_000, 50,
                OptionalLong.empty(), 1))) {
            page.navigate(panics.live.url());
            assertThat(page.locator("#notice")).containsText("Kernel panic - not syncing: Fatal exception in interrupt");
            assertThat(page.locator(".card.dead")).hasCount(2);
            page.navigate("about:blank");
        }
    }

    @Test
    void events_are_filtered_and_held() {
        page.locator("#filter-type").selectOption("kprobe_hit");
        page.locator("#filter-cpu").fill("1,3");
        page.waitForFunction("() => [...document.querySelectorAll('#events tr:not(.gap)')].length > 3");
        assertThat(page.locator("#events tr:not(.t-kprobe_hit):not(.gap)")).hasCount(0);
        page.locator("#hold").click();
        String held = page.locator("#events").textContent();
        String drawn = pixels();
        page.waitForFunction("before => document.querySelector('#lanes').toDataURL() !== before", drawn);
        assertEquals(held, page.locator("#events").textContent());
        page.locator("#filter-cpu").fill("one");
        assertThat(page.locator("#filter-error")).isVisible();
    }

    @Test
    void the_time_line_is_read_by_keyboard() {
        page.keyboard().press("Space");
        assertThat(page.locator("#run-state")).hasText("paused");
        page.locator("#lanes").focus();
        page.keyboard().press("End");
        assertThat(page.locator("#lane-detail")).containsText("tick");
        String last = page.locator("#lane-detail").textContent();
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("#lane-detail")).not().hasText(last);
    }

    @Test
    void a_page_that_was_cut_off_comes_back_by_itself_and_says_what_it_missed() {
        int port = server.live.port();
        server.close();
        assertThat(page.locator("#link")).not().hasText("live");
        server = LiveServer.start(new LiveOptions(
                TestExperiments.live(), "mainline", "127.0.0.1", port, 1_000, 50, OptionalLong.empty(), 2));
        page.waitForFunction("() => document.querySelector('#link').textContent === 'live'", null,
                new Page.WaitForFunctionOptions().setTimeout(60_000));
        assertThat(page.locator("#events tr.t-kprobe_hit").first()).isVisible();
    }

    @Test
    void a_thousand_steps_a_second_leave_the_page_smooth() {
        Object frames = page.evaluate("""
                () => new Promise(done => {
                  let frames = 0;
                  const count = () => ++frames < 60 ? requestAnimationFrame(count) : done(frames);
                  requestAnimationFrame(count);
                })""");
        assertEquals(60, frames);
        assertTrue(Integer.parseInt(page.locator("#event-count").textContent().replace(",", "")) > 0);
        assertNotEquals("0", page.locator("#steps").textContent());
    }

    private String pixels() {
        return (String) page.evaluate("() => document.querySelector('#lanes').toDataURL()");
    }
}
