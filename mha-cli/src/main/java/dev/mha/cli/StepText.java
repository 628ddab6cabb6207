package dev.mha.cli;

import dev.mha.core.train.StepSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A step size: a number, {@code auto}, or a share of the measured {@code 1 / L} such as {@code 0.5/L}. */
final class StepText implements ITypeConverter<StepSize> {
    /** The curvature is largest early in training: sixty-four steps reach past its peak on every bundled set. */
    private static final int PILOT = 64;

    @Override
    public StepSize convert(String text) {
        if (text.equals("auto")) {
            return new StepSize.Measured(1, PILOT);
        }
        boolean share = text.endsWith("/L");
        double value;
        try {
            value = Double.parseDouble(share ? text.substring(0, text.length() - 2) : text);
        } catch (NumberFormatException notOne) {
            throw new TypeConversionException("'" + text + "' is not a number, auto, or a share such as 0.5/L");
        }
        if (!(value > 0 && Double.isFinite(value))) {
            throw new TypeConversionException(text + " must be above 0 and finite");
        }
        return share ? new StepSize.Measured(value, PILOT) : new StepSize.Fixed(value);
    }
}
