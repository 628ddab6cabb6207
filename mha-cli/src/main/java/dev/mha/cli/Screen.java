package dev.mha.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes. Results go to {@code out}; notes, progress and errors go to {@code err}.
 *
 * @param in standard input
 * @param output standard output, which knows whether writing failed
 * @param out writer of results
 * @param err writer of notes and errors
 * @param color whether {@code out} may carry colours
 * @param live whether {@code err} is a terminal, on which a line can be drawn anew
 * @param width columns of the terminal
 */
record Screen(InputStream in, StandardOutput output, PrintWriter out, PrintWriter err, boolean color, boolean live,
        int width) {
    /** Set by the launcher to {@code out}, {@code err}, or both: which streams are a terminal. */
    private static final String TERMINAL = "dev.mha.terminal";
    /** Set by the launcher to the columns of the terminal. */
    private static final String COLUMNS = "dev.mha.columns";
    private static final int USUAL_WIDTH = 80;

    /** The streams of this process. Only the launcher knows which are a terminal; without it, none is taken for one. */
    static Screen ofProcess() {
        String terminal = System.getProperty(TERMINAL, "");
        boolean plain = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(System.getenv("TERM"));
        Charset outCharset = Charset.forName(System.getProperty("stdout.encoding"), StandardCharsets.UTF_8);
        Charset errCharset = Charset.forName(System.getProperty("stderr.encoding"), StandardCharsets.UTF_8);
        return of(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), outCharset,
                new FileOutputStream(FileDescriptor.err), errCharset, terminal.contains("out") && !plain,
                terminal.contains("err"), Math.clamp(Integer.getInteger(COLUMNS, USUAL_WIDTH), 40, 200));
    }

    static Screen of(InputStream in, OutputStream out, Charset outCharset, OutputStream err, Charset errCharset,
            boolean color, boolean live, int width) {
        StandardOutput output = new StandardOutput(out);
        return new Screen(in, output, new PrintWriter(new BufferedWriter(new OutputStreamWriter(output, outCharset))),
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(err, errCharset))), color, live, width);
    }

    /** Tells the user something beside the result, on a line of its own. */
    void note(String sentence) {
        synchronized (err) {
            err.println("mha: " + sentence);
            err.flush();
        }
    }
}
