package dev.mha.cli;

import java.util.List;

/**
 * A way to get it wrong, and the sentence that says so.
 *
 * @param title what is wrong
 * @param file name of the file that is written first, or null
 * @param content what is in it
 * @param input standard input
 * @param arguments the command line
 * @param code expected exit code
 * @param sentence expected standard error, after {@code mha: }
 */
record BadInput(String title, String file, byte[] content, byte[] input, List<String> arguments, int code,
        String sentence) {
    @Override
    public String toString() {
        return title;
    }
}
