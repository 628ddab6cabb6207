package dev.mha.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mha.core.experiment.Experiment;
import dev.mha.core.experiment.Experiments;
import dev.mha.core.experiment.Finding;
import dev.mha.core.experiment.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentWordsTest {
    private static final List<Experiment> ALL = Experiments.all(Form.SMALL, List.of());

    private static Experiment named(String name) {
        return ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static String answer(Experiment experiment, boolean asExpected) {
        return ExperimentWords.answer(experiment,
                List.of(new Finding("e", "m", 1, 1, 1, asExpected, Finding.Lack.NOTHING)));
    }

    @Test
    void everyExperimentHasAnAnswerAndARule() {
        for (Experiment experiment : ALL) {
            assertTrue(ExperimentWords.rule(experiment).startsWith("A verdict is \"as expected\" when "));
            String answer = answer(experiment, true);
            assertTrue(answer.startsWith("Answer: ") && answer.endsWith("."), answer);
            assertEquals("Answer: not in full. Not as expected, e: m. Expected was: " + answer.substring(8),
                    answer(experiment, false));
        }
        assertNotEquals(answer(named("e8-mixture"), true), answer(named("e8-planted"), true));
    }

    /** A verdict has the words of the table, and they are explained though no table shows the column. */
    @Test
    void explainsTheFiguresOfTheVerdicts() {
        List<String> equal = ExperimentWords.legend(named("e8-planted"));
        assertTrue(equal.contains("the target reached: share of trials that came down to the training loss"),
                equal::toString);
        assertTrue(
                ExperimentWords.legend(named("best-step")).stream().anyMatch(line -> line.startsWith("step size: ")));
    }

    /** Signs are explained where they stand, and nowhere else. */
    @Test
    void explainsTheSignsOfAnExperiment() {
        List<String> easy = ExperimentWords.legend(named("e1"));
        for (String sign : List.of("DM1", "T", "d", "M", "S", "zeta", "sigma", "n", "eta", "K", "warm", "train loss")) {
            assertTrue(easy.stream().anyMatch(line -> line.startsWith(sign + ": ")), sign + " in " + easy);
        }
        assertFalse(easy.stream().anyMatch(line -> line.startsWith("L: ") || line.startsWith("loo")), easy::toString);
        List<String> stability = ExperimentWords.legend(named("e6"));
        assertTrue(stability.stream().anyMatch(line -> line.startsWith("loo gap: ")), stability::toString);
        assertTrue(ExperimentWords.legend(named("e5")).stream().anyMatch(line -> line.startsWith("L: ")));
    }
}
