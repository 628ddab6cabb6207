package dev.mha.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mha.core.trial.TrialResult;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in a real browser, presses its controls with a probe script, and reads what the page became. */
class BrowserTest {
    private static final int SECONDS = 180;
    /** Runs before the page's own script, so that its errors are seen. */
    private static final String WATCH = "<script>window.errors = []; onerror = (m, f, l) => { errors.push(m + ' line '"
            + " + l); };</script>";
    private static final String PROBE = """
            <script>addEventListener("load", () => {
              const at = id => document.getElementById(id);
              const result = {};
              const all = [...document.querySelectorAll("canvas")];
              result.charts = all.length;
              result.drawn = all.every(c => c.width > 0
                && new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer)
                  .some(p => p !== 0));
              result.overflow = document.documentElement.scrollWidth - innerWidth;
              const pick = (id, value) => {
                const i = at(id).querySelector(`input[value="${value}"]`); if (i) i.click();
              };
              if (at("comparison-choice")) {
                pick("comparison-choice", "all");
                result.legend = at("heads-legend").textContent;
              }
              pick("measure-choice", "testError");
              result.caption = at("curve-caption").textContent;
              const buttons = [...at("curve-legend").querySelectorAll("button")];
              result.lines = buttons.map(b => b.textContent).join(" / ");
              if (buttons.length) { buttons[0].click(); result.pressed = buttons[0].getAttribute("aria-pressed"); }
              at("curve-step").value = "4.0"; at("curve-step").selectedIndex = 3;
              at("curve-step").dispatchEvent(new Event("change", { bubbles: true }));
              result.atFour = at("curve-legend").textContent;
              at("curves").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
              result.readout = at("curve-readout").textContent;
              const head = [...at("settings").tHead.rows[0].cells]
                .findIndex(c => c.textContent.startsWith("Test error"));
              at("settings").tHead.rows[0].cells[head].querySelector("button").click();
              const values = [...at("settings").tBodies[0].rows]
                .map(r => r.cells[head].dataset.v === "" ? Infinity : Number(r.cells[head].dataset.v));
              result.sorted = values.every((v, i) => i === 0 || values[i - 1] <= v) && values.length > 1;
              result.command = at("command") ? at("command").textContent : "";
              result.errors = errors.join("; ");
              for (const [key, value] of Object.entries(result))
                document.body.setAttribute("data-probe-" + key.toLowerCase(), value);
            });</script>
            """;

    @TempDir
    Path root;

    private static Optional<String> browser() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    private String open(TrialResult result, int width) throws IOException, InterruptedException {
        Optional<String> browser = browser();
        assumeTrue(browser.isPresent(), "no chromium on the path: the page was not opened in a browser");
        Path page = root.resolve("page.html");
        Files.writeString(page,
                ReportPage.html(result, SampleTrial.theory(result), SampleTrial.provenance(result))
                        .replace("<main>", WATCH + "<main>")
                        .replace("</body>", PROBE + "</body>"));
        Path dom = root.resolve("dom.html");
        Process process = new ProcessBuilder(List.of(browser.get(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--user-data-dir=" + root.resolve("profile"),
                "--window-size=" + width + ",900", "--virtual-time-budget=5000", "--dump-dom",
                page.toUri().toString())).redirectOutput(dom.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the browser did not end");
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(dom, StandardCharsets.UTF_8);
    }

    private static String probe(String dom, String key) {
        Matcher matcher = Pattern.compile("data-probe-" + key + "=\"([^\"]*)\"").matcher(dom);
        assertTrue(matcher.find(), () -> key + " was not set: the script did not run");
        return matcher.group(1);
    }

    @Test
    void drawsAndAnswersOnAWideScreen() throws IOException, InterruptedException {
        String dom = open(SampleTrial.digits(), 1280);
        assertEquals("", probe(dom, "errors"));
        assertEquals("5", probe(dom, "charts"));
        assertEquals("true", probe(dom, "drawn"));
        assertEquals("each at its best stepsame stepequal training losslogistic regression", probe(dom, "legend"));
        assertEquals("Test error, %", probe(dom, "caption"));
        assertEquals("1 head, step 1 / 2 heads, step 4 / 4 heads, step 4 / 8 heads, step 4 / 16 heads, step 4",
                probe(dom, "lines"));
        assertEquals("false", probe(dom, "pressed"));
        assertTrue(probe(dom, "atfour").startsWith("1 head (diverged)"), probe(dom, "atfour"));
        assertTrue(probe(dom, "readout").startsWith("After 0 steps: "), probe(dom, "readout"));
        assertEquals("true", probe(dom, "sorted"));
        assertEquals(
                "mha train digits --heads 8 --step 1 --init gauss --iterations 300 --seed 1 --out model.safetensors",
                probe(dom, "command"));
    }

    @Test
    void fitsANarrowScreenWhateverTheNames() throws IOException, InterruptedException {
        String dom = open(
                SampleTrial.hostile("</script><script>document.title='owned'</script>averylongname".repeat(3)),
                390);
        assertEquals("", probe(dom, "errors"));
        assertTrue(Integer.parseInt(probe(dom, "overflow")) <= 0, probe(dom, "overflow") + " pixels too wide");
        assertTrue(!dom.contains("<title>owned"), "a name ran as a script");
    }

    @Test
    void standsWhenNothingCouldBeTrained() throws IOException, InterruptedException {
        String dom = open(SampleTrial.diverged(), 1280);
        assertEquals("", probe(dom, "errors"));
        assertEquals("true", probe(dom, "sorted"));
    }
}
