package dev.mha.cli;

import dev.mha.cli.option.SharedOptions;
import dev.mha.cli.terminal.Json;
import dev.mha.cli.terminal.Screen;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script with which a shell completes commands, options and their values. */
@Command(name = "completion", description = "Print a completion script for bash and zsh.",
        customSynopsis = "mha completion [OPTIONS]", sortOptions = false, optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n", footer = {
                "  source <(mha completion)        for this shell; the next line for every bash",
                "  mha completion > ~/.local/share/bash-completion/completions/mha"})
final class CompletionCommand implements Callable<Integer> {
    private final Screen screen;

    @Mixin
    private SharedOptions shared;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("mha", spec.root().commandLine());
        if (shared.json()) {
            Json.of("mha.completion/1").put("script", script).print(screen);
        } else {
            screen.out().print(script);
        }
        return Main.OK;
    }
}
