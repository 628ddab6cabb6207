package dev.mha.cli.option;

import dev.mha.core.train.StepSize;
import picocli.CommandLine.ITypeConverter;

/** A step size: a number, {@code auto}, or a share of the measured {@code 1 / L} such as {@code 0.5/L}. */
public final class StepText implements ITypeConverter<StepSize> {
    /** The curvature is largest early in training: sixty-four steps reach past its peak on every bundled set. */
    private static final int PILOT = 64;

    @Override
    public StepSize convert(String text) {
        if (text.equals("auto")) {
            return new StepSize.Measured(1, PILOT);
        }
        boolean share = text.endsWith("/L");
        double value = PositiveNumber.Step.inRange(
                PositiveNumber.of(share ? text.substring(0, text.length() - 2) : text, text,
                        "a number, auto, or a share such as 0.5/L"),
                text);
        return share ? new StepSize.Measured(value, PILOT) : new StepSize.Fixed(value);
    }

    /** The text of a step size that was made here. */
    public static String of(StepSize step) {
        return switch (step) {
            case StepSize.Fixed fixed -> Double.toString(fixed.step());
            case StepSize.Measured measured -> measured.fraction() == 1 ? "auto" : measured.fraction() + "/L";
        };
    }
}
