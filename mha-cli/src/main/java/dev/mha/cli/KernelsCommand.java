package dev.mha.cli;

import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.program.Version;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.ProgressLine;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.kernels.KernelCheck;
import dev.mha.kernels.KernelDescription;
import dev.mha.kernels.Kernels;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what computes on this machine, and checks it. */
@Command(name = "kernels", customSynopsis = "mha kernels [OPTIONS]", sortOptions = false, description = {
        "Say which kernels run on this machine and why, and check each against its plain twin.",
        "Exits with 1 when a kernel computes something else than its twin."}, optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n", footer = {
                "  mha kernels", "  mha kernels --json",
                "  MHA_JAVA_OPTS=-Ddev.mha.plain=true mha kernels     as without vectors"})
final class KernelsCommand implements Callable<Integer> {
    private static final String EXPLAINED = "(error: the largest difference of a case from the plain twin, relative to"
            + " its largest result or to 1; of Hessian products of the classifier the mean over the cases of the norm"
            + " of the difference from plain loops in double, relative to that of the product. allowed: what rounding"
            + " may cause, in the case where it is most; each case is judged by its own, those products by that mean)";

    private final Screen screen;

    @Mixin
    private SharedOptions shared;

    KernelsCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        KernelDescription description = Kernels.describe();
        List<KernelCheck> checks;
        try (ProgressLine progress = new ProgressLine(screen, "comparing kernels")) {
            progress.begin();
            checks = Kernels.selfTest();
        }
        boolean passed = checks.stream().allMatch(KernelCheck::passed);
        if (shared.json()) {
            json(description, checks, passed).print(screen);
        } else {
            print(description, checks);
        }
        if (!passed) {
            screen.note("a kernel computes something else than its plain twin: please report this, and run with"
                    + " MHA_JAVA_OPTS=-Ddev.mha.plain=true until it is mended");
        }
        return passed ? Main.OK : Main.FAILED;
    }

    private void print(KernelDescription description, List<KernelCheck> checks) {
        screen.out().println(description.toString());
        screen.out().println(Version.java());
        screen.out().println();
        int widest = checks.stream().mapToInt(check -> check.kernel().length()).max().orElse(0);
        String kernel = "%-" + Math.max(1, widest) + "s";
        screen.out().println(String.format(Locale.ROOT, kernel + "  %5s  %13s  %7s", "kernel", "cases", "largest error",
                "allowed"));
        for (KernelCheck check : checks) {
            screen.out().println(String.format(Locale.ROOT, kernel + "  %5d  %13.2e  %7.1e  %s", check.kernel(),
                    check.cases(), check.largestError(), check.allowedError(), check.passed() ? "passed" : "FAILED"));
        }
        screen.out().println();
        TerminalStyle style = screen.style();
        style.wrap(EXPLAINED, style.width()).forEach(screen.out()::println);
    }

    private static Json json(KernelDescription description, List<KernelCheck> checks, boolean passed) {
        List<Json> kernels = checks.stream()
                .map(check -> new Json().put("kernel", check.kernel()).put("cases", check.cases())
                        .put("largestError", check.largestError()).put("allowedError", check.allowedError())
                        .put("passed", check.passed()))
                .toList();
        return Json.of("mha.kernels/1").put("vector", description.vector()).put("lanes", description.lanes())
                .put("registers", description.registers()).put("tileRows", description.tileRows())
                .put("tileVectors", description.tileVectors())
                .put("reason", description.reason().isEmpty() ? null : description.reason()).put("java", Version.java())
                .put("passed", passed).put("kernels", kernels);
    }
}
