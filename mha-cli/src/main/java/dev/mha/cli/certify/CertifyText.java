package dev.mha.cli.certify;

import dev.mha.cli.figure.Figures;
import dev.mha.cli.figure.Names;
import dev.mha.cli.guarantee.GuaranteeWords;
import dev.mha.cli.guarantee.Guarantees;
import dev.mha.cli.option.RunOptions;
import dev.mha.cli.page.FigurePage;
import dev.mha.cli.terminal.Screen;
import dev.mha.cli.terminal.TerminalStyle;
import dev.mha.core.train.Training;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints what is known of a training on the terminal: tables, then what they mean. */
public final class CertifyText {
    private CertifyText() {}

    /**
     * Prints it.
     *
     * @param same whether the training that was repeated ended in the parameters of the model
     */
    public static void print(RepeatedTraining repeated, Guarantees guarantees, boolean same, Screen screen) {
        PrintWriter out = screen.out();
        TerminalStyle style = screen.style();
        RunOptions.Run run = repeated.run();
        Training training = repeated.training();
        screen.line("data", repeated.dataset().name() + ", "
                + Figures.count(training.samples().samples(), "training sample") + " of "
                + Figures.count(training.shape().tokens(), "token") + " x "
                + Figures.count(training.shape().features(), "feature"));
        screen.line("training", Figures.count(training.shape().heads(), "head") + ", "
                + Names.of(run.initialization()) + " start, "
                + Figures.count(run.iterations(), "step") + " of " + Figures.brief(run.step())
                + (guarantees.certification().end() == null
                        ? ""
                        : same ? ", repeated to the last bit" : ", repeated"));
        if (!guarantees.missing().isEmpty()) {
            screen.line(guarantees.failed() ? "failed" : "stopped", FigurePage.PARTIAL + ", it lacks: "
                    + String.join("; ", guarantees.missing()));
        }
        out.println();
        if (guarantees.certification().path() != null) {
            CertifyTables.quantities(guarantees).forEach(out::println);
            CertifyTables.notes(guarantees).stream().flatMap(note -> style.wrap(note, style.width()).stream())
                    .forEach(out::println);
            out.println();
        }
        if (guarantees.certification().end() != null) {
            CertifyTables.conditions(guarantees).forEach(out::println);
            out.println();
        }
        if (!guarantees.starts().isEmpty()) {
            CertifyTables.starts(guarantees).forEach(out::println);
            style.wrap(CertifyTables.STARTS, style.width()).forEach(out::println);
            out.println();
        }
        sentences(guarantees, repeated.learned()).stream().flatMap(text -> style.wrap(text, style.width()).stream())
                .forEach(out::println);
    }

    /** A paragraph for each thing that there is to say. */
    private static List<String> sentences(Guarantees guarantees, List<String> learned) {
        List<String> sentences = new ArrayList<>();
        sentences.add(GuaranteeWords.theorem(guarantees.certification()));
        sentences.add(GuaranteeWords.certificate(guarantees.certification()));
        if (!guarantees.starts().isEmpty()) {
            sentences.add(GuaranteeWords.starts(guarantees.starts()));
        }
        if (guarantees.stability() != null) {
            sentences.add(StabilityWords.of(guarantees.stability(), learned));
        }
        if (guarantees.testGap() != null) {
            sentences.add(GuaranteeWords.testGap(guarantees.testGap()));
        }
        return sentences;
    }
}
