package dev.mha.cli.option;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.file.WholeFile;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where a page with the report goes, beside the answer. */
public final class PageOptions {
    @Option(names = "--html", paramLabel = "FILE", converter = PathText.Output.class,
            description = "Also write a page with the report and its plots.")
    private Path file;

    @Option(names = "--force", description = "Replace an earlier page.")
    private boolean force;

    /** Whether a page is wanted. */
    public boolean wanted() {
        return file != null;
    }

    /**
     * Refuses a place that cannot be written, before any work. The page of a run that was stopped may be replaced.
     *
     * @param kept places where work is kept
     * @param inputs paths that the command reads
     * @throws UsageException if the place is one of those
     * @throws FailureException if nothing can be written there
     */
    public void check(List<Path> kept, List<String> inputs) {
        kept.forEach(place -> WholeFile.requireApart("--keep", place, "--html", file));
        if (file != null) {
            force |= FigurePage.isPartial(file);
            WholeFile.check(file, force, inputs);
        }
    }

    /**
     * Writes the page, if one is wanted. It comes last, since it may fail: the answer must not be lost with it.
     *
     * @param page its text, which is asked for once the answer is out
     * @param told whether the answer says where it is, or that a page would explain its words
     * @throws FailureException if it cannot be written
     */
    public void write(Supplier<String> page, boolean told, Screen screen) {
        if (file == null) {
            if (told) {
                screen.style().wrap(FigurePage.EXPLAINED, screen.style().width()).forEach(screen.out()::println);
            }
            return;
        }
        screen.out().flush();
        String text = page.get();
        WholeFile.write(file, force, place -> Files.writeString(place, text));
        if (told) {
            screen.out().println("Page: " + file);
        }
    }
}
