package dev.mha.cli;

import dev.mha.cli.failure.UsageException;
import dev.mha.cli.program.Version;
import dev.mha.cli.report.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(name = "mha", description = "Multi-head attention in pure Java: find out how many heads, which step size and"
        + " which initialization suit your data.", versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n", commandListHeading = "%nCommands:%n", footerHeading = "%nExamples:%n",
        footer = {
                "  mha trial                     the bundled digits, about 80 seconds",
                "  mha trial mine.csv --label y --tokens 16x4",
                "  mha train digits --heads 8 --out digits.safetensors",
                "  mha predict digits.safetensors new.csv > scores.csv",
                "  mha curvature digits.safetensors digits",
                "  mha certify digits.safetensors digits", "  mha experiment e2", "",
                "Exit codes: 0 done, 1 failed, 2 wrong options, 130 stopped by Ctrl-C, 143 by SIGTERM.",
                "NO_COLOR=1 turns colours off.",
                "'mha COMMAND --help' explains a command."})
final class Mha implements Runnable {
    /** Set by the launcher to what starts it, as the user typed it. */
    private static final String COMMAND = "dev.mha.command";

    @Spec
    private CommandSpec spec;

    /** What starts mha, quoted for a shell, for commands that are printed for the user. */
    static String typed() {
        return Provenance.quote(System.getProperty(COMMAND, "mha"));
    }

    @Override
    public void run() {
        throw new UsageException("name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
