package dev.mha.cli;

import dev.mha.cli.failure.FailureException;
import dev.mha.cli.failure.UsageException;
import dev.mha.cli.file.Claim;
import dev.mha.cli.file.Reason;
import dev.mha.cli.input.InputException;
import dev.mha.cli.terminal.Interruption;
import dev.mha.cli.terminal.Screen;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.ServiceConfigurationError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import picocli.CommandLine;

/** Entry of the command: runs it and turns every failure into one sentence and an exit code. */
public final class Main {
    /** Done. */
    static final int OK = 0;
    /** The job could not be done. */
    static final int FAILED = 1;
    /** The options do not make sense. */
    static final int USAGE = 2;

    private static final Pattern DASHED_FILE = Pattern.compile("-[^=]*\\.[A-Za-z]\\w*");

    private Main() {}

    static void main(String[] args) {
        Screen screen = Screen.ofProcess();
        Interruption.watch(screen);
        int code = run(screen, args);
        Interruption.finish();
        System.exit(code);
    }

    /** Runs a command line and returns its exit code. */
    static int run(Screen screen, String... args) {
        int code;
        try {
            code = commandLine(screen).execute(args);
        } catch (OutOfMemoryError full) {
            code = fail(screen, FAILED, "there is not enough memory (" + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MB): give Java more with MHA_JAVA_OPTS=-Xmx8g, or use less data or fewer heads");
        } catch (LinkageError | ServiceConfigurationError broken) {
            trace(screen, broken);
            code = fail(screen, FAILED, "this installation is broken (" + line(broken.toString())
                    + "): install it anew, or in a source tree delete mha-cli/target and start again");
        }
        Claim.release();
        screen.out().flush();
        screen.err().flush();
        if (screen.output().failure() != null && code == OK) {
            String reason = Reason.of(screen.output().failure());
            // A reader such as head that has enough closes the pipe; that is no news to the user.
            return reason.equals("broken pipe")
                    ? FAILED
                    : fail(screen, FAILED, "cannot write to standard output: " + reason);
        }
        return code;
    }

    /** The whole command line, for running, for help and for shell completion. */
    static CommandLine commandLine(Screen screen) {
        CommandLine line = new CommandLine(new Mha());
        line.addSubcommand(new TrialCommand(screen));
        line.getSubcommands().get("trial").setResourceBundle(SweepOptions.defaults());
        line.addSubcommand(new TrainCommand(screen));
        line.addSubcommand(new PredictCommand(screen));
        line.addSubcommand(new CurvatureCommand(screen));
        line.addSubcommand(new CertifyCommand(screen));
        line.addSubcommand(new ExperimentCommand(screen));
        line.addSubcommand(new KernelsCommand(screen));
        line.addSubcommand(new CompletionCommand(screen));
        line.getCommandSpec().addOption(OptionSpec.builder("-V", "--version").versionHelp(true)
                .description("Show the version, what computes, and the Java that runs it.").build());
        addHelp(line);
        line.getSubcommands().values().forEach(Main::addHelp);
        line.addSubcommand(new CommandLine.HelpCommand());
        // After the subcommands are there, so that each gets the same.
        line.setExpandAtFiles(false); // a data file may be named @x
        line.setOut(screen.out());
        line.setErr(screen.err());
        line.setColorScheme(Help.defaultColorScheme(screen.color() ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setUsageHelpWidth(Math.clamp(screen.width(), 80, 110));
        line.setParameterExceptionHandler((exception, arguments) -> usage(screen, exception, arguments));
        line.setExecutionExceptionHandler((exception, command, parsed) -> failure(screen, exception, command));
        return line;
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec().addOption(
                OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    }

    private static int usage(Screen screen, ParameterException exception, String... arguments) {
        String sentence = exception instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched)
                : line(exception.getMessage()).replaceFirst("\\.$", ""); // a hint follows
        boolean lost = exception instanceof UnmatchedArgumentException
                || exception instanceof MissingParameterException;
        return fail(screen, USAGE, sentence + (lost ? dashed(arguments) : "") + hint(exception.getCommandLine()));
    }

    /** How to name a file whose name begins as an option does, where an argument looks like one; else empty. */
    private static String dashed(String... arguments) {
        return Arrays.stream(arguments).filter(one -> DASHED_FILE.matcher(one).matches()).findFirst()
                .map(one -> " (a file named " + one + " is given as ./" + one + ")").orElse("");
    }

    private static String unmatched(UnmatchedArgumentException exception) {
        String first = exception.getUnmatched().getFirst();
        boolean command = exception.getCommandLine().getParent() == null;
        String sentence = exception.isUnknownOption()
                ? "there is no option '" + first + "'"
                : command ? "there is no command '" + first + "'" : "'" + first + "' is a word too many";
        // Only what starts alike: the library's further guesses share no more than a letter.
        String stem = first.substring(0, Math.min(first.length(), exception.isUnknownOption() ? 4 : 2));
        String similar = String.join(" or ",
                exception.getSuggestions().stream().filter(word -> word.startsWith(stem)).toList());
        return similar.isEmpty() ? sentence : sentence + " (did you mean " + similar + "?)";
    }

    private static int failure(Screen screen, Exception exception, CommandLine command) {
        return switch (exception) {
            case UsageException wrong -> fail(screen, USAGE, line(wrong.getMessage()) + hint(command));
            case InputException bad -> fail(screen, FAILED, line(bad.getMessage()));
            case FailureException failed -> fail(screen, FAILED, line(failed.getMessage()));
            case FileSystemException failed ->
                fail(screen, FAILED, line(failed.getFile() + ": " + Reason.of(failed)));
            case IOException failed -> fail(screen, FAILED, line(failed.getMessage()));
            default -> {
                trace(screen, exception);
                yield fail(screen, FAILED, "this is a defect of mha: " + line(exception.toString())
                        + "; MHA_JAVA_OPTS=-Ddev.mha.trace=true shows where");
            }
        };
    }

    private static void trace(Screen screen, Throwable exception) {
        if (Boolean.getBoolean("dev.mha.trace")) {
            PrintWriter err = screen.err();
            exception.printStackTrace(err);
        }
    }

    private static String hint(CommandLine command) {
        return "; see "
                + command.getCommandSpec().qualifiedName().replaceFirst("^mha", Matcher.quoteReplacement(Mha.typed()))
                + " --help";
    }

    private static String line(String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", ", ");
    }

    private static int fail(Screen screen, int code, String sentence) {
        if (!Interruption.happened()) {
            screen.note(sentence);
        }
        return code;
    }
}
