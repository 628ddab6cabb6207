package dev.mha.cli.terminal;

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
import java.util.Locale;

/**
 * What a command reads and writes. Results go to {@code out}; notes, progress and errors go to {@code err}.
 *
 * @param in standard input
 * @param output standard output, which knows whether writing failed
 * @param out writer of results
 * @param err writer of notes and errors
 * @param color whether {@code out} may carry colours
 * @param unicode whether signs beyond ASCII arrive; otherwise ours are not used, names go out as they came in
 * @param live whether {@code err} is a terminal, on which a line can be drawn anew
 * @param width columns of the terminal
 */
public record Screen(InputStream in, StandardOutput output, PrintWriter out, PrintWriter err, boolean color,
        boolean unicode,
        boolean live, int width) {
    /** Set by the launcher to {@code out}, {@code err}, or both: which streams are a terminal. */
    private static final String TERMINAL = "dev.mha.terminal";
    /** Set by the launcher to the columns of the terminal. */
    private static final String COLUMNS = "dev.mha.columns";
    /** Set by the launcher to {@code true} when the user's locale, which it may have replaced, is not UTF-8. */
    private static final String ASCII = "dev.mha.ascii";
    private static final int USUAL_WIDTH = 80;
    /** Characters of the titles of results. */
    private static final int TITLE = 9;

    /** The streams of this process. Only the launcher knows which are a terminal; without it, none is taken for one. */
    public static Screen ofProcess() {
        String terminal = System.getProperty(TERMINAL, "");
        boolean plain = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty()
                || "dumb".equals(System.getenv("TERM"));
        boolean unicode = !Boolean.getBoolean(ASCII)
                && StandardCharsets.UTF_8.name().equals(System.getProperty("stdout.encoding"));
        Screen screen = of(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                charset(terminal.contains("out"), "stdout.encoding"), new FileOutputStream(FileDescriptor.err),
                charset(terminal.contains("err"), "stderr.encoding"), terminal.contains("out") && !plain,
                terminal.contains("err"), Math.clamp(Integer.getInteger(COLUMNS, USUAL_WIDTH), 1, 200));
        return new Screen(screen.in, screen.output, screen.out, screen.err, screen.color, unicode, screen.live,
                screen.width);
    }

    /**
     * CSV and JSON are UTF-8 wherever they go. Only a terminal that says it shows another charset is written to in it;
     * ASCII says nothing: it is what a system without a locale claims, and a name would become question marks.
     */
    private static Charset charset(boolean terminal, String property) {
        Charset said = Charset.forName(System.getProperty(property, "UTF-8"), StandardCharsets.UTF_8);
        return terminal && !said.equals(StandardCharsets.US_ASCII) ? said : StandardCharsets.UTF_8;
    }

    /**
     * A screen of these streams; signs beyond ASCII are used where {@code outCharset} is UTF-8.
     *
     * @param color whether {@code out} may carry colours
     * @param live whether {@code err} is a terminal, on which a line can be drawn anew
     * @param width columns of the terminal
     */
    public static Screen of(InputStream in, OutputStream out, Charset outCharset, OutputStream err, Charset errCharset,
            boolean color, boolean live, int width) {
        StandardOutput output = new StandardOutput(out);
        return new Screen(in, output, new PrintWriter(new BufferedWriter(new OutputStreamWriter(output, outCharset))),
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(err, errCharset))), color,
                outCharset.equals(StandardCharsets.UTF_8), live, width);
    }

    /** What the terminal can show. */
    public TerminalStyle style() {
        return new TerminalStyle(color, unicode, width);
    }

    /** Writes what a result says of one thing: a title in a column of its own, and the text beside it. */
    public void line(String title, String text) {
        line(TITLE, title, text);
    }

    /**
     * The same with another width of the first column. What does not fit goes on beneath the text.
     *
     * @param column characters of the title, filled with blanks
     */
    public void line(int column, String title, String text) {
        String start = String.format(Locale.ROOT, "%-" + column + "s ", title);
        for (String row : style().wrap(text, style().width() - Math.max(column, title.length()) - 1)) {
            out.println(start + row);
            start = " ".repeat(column + 1);
        }
    }

    /**
     * Tells the user something beside the result, on a line of its own. It may name what stands in a file, so that no
     * control character of it reaches the terminal.
     */
    public void note(String sentence) {
        synchronized (err) {
            err.println("mha: " + TerminalStyle.printable(sentence));
            err.flush();
        }
    }
}
