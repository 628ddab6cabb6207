package dev.mha.cli.option;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The path of a file or folder. */
public class PathText implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the name is empty");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException odd) {
            throw new TypeConversionException("'" + text + "' is no name of a file: " + odd.getReason());
        }
    }

    /** One to write: a dash, which many commands take for standard output, would be a file of that name. */
    public static final class Output extends PathText {
        @Override
        public Path convert(String text) {
            if (text.equals("-")) {
                throw new TypeConversionException(
                        "- does not stand for standard output here; name a file or folder (./- for one named -)");
            }
            return super.convert(text);
        }
    }
}
