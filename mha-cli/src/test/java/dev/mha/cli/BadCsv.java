package dev.mha.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CSV files that cannot be used. */
final class BadCsv {
    private static final String TWO_ROWS = "a,label\n1,x\n2,y\n";

    private final List<BadInput> cases = new ArrayList<>();

    static List<BadInput> all() {
        BadCsv table = new BadCsv();
        table.shape();
        table.values();
        table.labels();
        table.parts();
        table.options();
        table.longForm();
        return table.cases;
    }

    private void shape() {
        csv("empty file", "", "@/d.csv is empty");
        csv("only blank lines", "\n\n\n", "@/d.csv is empty");
        csv("header only", "a,b,label\n", "@/d.csv has column names, but no rows after them");
        csv("header only, with byte order mark", "\uFEFFa,b,label\r\n",
                "@/d.csv has column names, but no rows after them");
        csv("no header", "1,2,0\n3,4,1\n",
                "@/d.csv, line 1 has numbers only ('1', ...): the first line must name the columns");
        csv("blank names", " , , \n1,2,x\n", "@/d.csv, line 1 names no column, and the first line must");
        csv("row too short", "a,b,label\n1,2,x\n1,2\n",
                "@/d.csv, line 3 has 2 values, but line 1 names 3 columns");
        csv("row too long, Windows line ends", "a,b,label\r\n1,2,x\r\n1,2,3,y\r\n",
                "@/d.csv, line 3 has 4 values, but line 1 names 3 columns");
        csv("line number after a blank line and a quoted line end", "a,b,label\n1,2,\"x\ny\"\n\n1,2\n",
                "@/d.csv, line 5 has 2 values, but line 1 names 3 columns");
        csv("separator line alone", "sep=;\r\n", "@/d.csv names a separator in line 1, and nothing follows");
        csv("row too short after a separator line", "sep=;\r\na;b;label\r\n1;2;x\r\n1;2\r\n",
                "@/d.csv, line 4 has 2 values, but line 2 names 3 columns");
        csv("numbers after a separator line", "sep=;\n1;2;x\n", "@/d.csv, line 2 has no column 'label': name the column"
                + " of the label with --label; the columns are 1, 2, x");
        csv("duplicate columns", "a,b,a,label\n1,2,3,x\n", "@/d.csv, line 1: columns 1 and 3 are both named 'a'");
        csv("column without a name", "a,,label\n1,2,x\n", "@/d.csv, line 1: column 2 of 3 has no name");
        csv("open quote", "a,b,label\n1,\"2,x\n1,2,y\n", "@/d.csv, line 2: a quoted value has no closing quote");
        csv("text after a quote", "a,b,label\n1,2,x\n1,\"2\"3,y\n",
                "@/d.csv, line 3: there is text between a closing quote and the next separator");
        csv("value beyond any use", "a,label\n" + "9".repeat(17_000_000) + ",x\n",
                "@/d.csv, line 2: a value is longer than 16 million characters");
        csv("more columns than the limit", columns(20_000) + "\n",
                "@/d.csv, line 1: more than 16384 values in one row, which is the limit: one row a token, or"
                        + " NPZ, takes more");
        bytes("not text", new byte[]{'a', ',', (byte) 0xff, (byte) 0xfe, '\n'},
                "@/d.csv, line 1 or after: this is neither UTF-8 text nor an NPZ file");
        bytes("UTF-16", "a,label\n1,x\n".getBytes(StandardCharsets.UTF_16), "@/d.csv is UTF-16 text; save it as UTF-8");
        bytes("UTF-16 of the other order", "\uFEFFa,label\n".getBytes(StandardCharsets.UTF_16LE),
                "@/d.csv is UTF-16 text; save it as UTF-8");
        bytes("UTF-16 without a byte order mark", "a,label\n1,x\n".getBytes(StandardCharsets.UTF_16LE),
                "@/d.csv, line 1 holds zero bytes: this is no text, or text that must be saved as UTF-8");
        bytes("cut gzip", new byte[]{0x1f, (byte) 0x8b, 8, 0},
                "@/d.csv cannot be read: it ends too early");
    }

    private void values() {
        csv("text in a number column", "a,b,label\n1,2,x\n1,two,y\n",
                "@/d.csv, line 3, column 'b': 'two' is not a number");
        csv("text above numbers", "a,b,label\n1,two,x\n1,,y\n1,2,y\n",
                "@/d.csv, line 2, column 'b': 'two' is not a number, as 1 of the 2 values of the column are; to leave"
                        + " the column out, name the others with --features");
        csv("text above numbers, a row a token", "sample,token,b,v,label\ns,1,red,1,x\ns,2,3,1,x\nt,1,4,1,y\n",
                "@/d.csv, line 2, column 'b': 'red' is not a number, as 2 of the 3 values of the column are; to leave"
                        + " the column out, name the others with --features");
        csv("text alone, a row a token", "sample,token,v,label\ns,1,red,x\nt,1,blue,y\n",
                "@/d.csv has no column of numbers beside sample, token and label");
        csv("not a number that Java would take", "a,b,label\n1,2,x\n1,2f,y\n",
                "@/d.csv, line 3, column 'b': '2f' is not a number");
        csv("infinity", "a,b,label\n1,2,x\n1,Infinity,y\n",
                "@/d.csv, line 3, column 'b': 'Infinity' is not a number");
        csv("decimal comma", "a;b;label\n1,5;2,5;x\n2,5;-,5e3;y\n",
                "@/d.csv, line 2, column 'a': '1,5' is not a number; decimals take a point, not a comma");
        csv("decimal comma after a whole number", "a;label\n1;x\n-2,5e3;y\n",
                "@/d.csv, line 3, column 'a': '-2,5e3' is not a number; decimals take a point, not a comma");
        csv("digits in groups", "a;b;label\n1 000;2;x\n2;3;y\n",
                "@/d.csv, line 2, column 'a': '1 000' is not a number; write its digits without anything between them");
        csv("digits in groups of another blank", "a;b;label\n1;2;x\n-12\u202f345,6;3;y\n",
                "@/d.csv, line 3, column 'a':"
                        + " '-12\u202f345,6' is not a number; write its digits without anything between them");
        csv("infinity in the first row", "a,b,label\n-inf,2,x\n1,2,y\n",
                "@/d.csv, line 2, column 'a': '-inf' is not a number");
        csv("too large", "a;b;label\n1;2;x\n1e39;2;y\n",
                "@/d.csv, line 3, column 'a': 1e39 is too large for a 32-bit number");
        csv("missing value", "a\tb\tlabel\n1\t2\tx\n1\t\ty\n", "@/d.csv, line 3, column 'b': the value is missing;"
                + " --missing zero or --missing indicator accepts that");
        csv("NaN", "a,b,label\nNaN,2,x\n1,2,y\n", "@/d.csv, line 2, column 'a': the value is missing;"
                + " --missing zero or --missing indicator accepts that");
        csv("column without any value", "a,b,label\n1,,x\n1,,y\n", "@/d.csv: column 'b' has no value in any row");
        csv("no column of numbers", "a,label\nred,x\nblue,y\n", "@/d.csv has no column of numbers beside the label");
        csv("label alone", "label\nx\ny\n", "@/d.csv, line 1 names no column that could hold a value");
        csv("long text is cut", "a,label\n1,x\n" + "z".repeat(99) + ",y\n",
                "@/d.csv, line 3, column 'a': '" + "z".repeat(37) + "...' is not a number");
    }

    private void labels() {
        csv("no label column", "a,b,y\n1,2,x\n", "@/d.csv, line 1 has no column 'label': name the column of the label"
                + " with --label; the columns are a, b, y");
        csv("label option names no column", "a,label\n1,x\n", "@/d.csv, line 1 has no column 'target': name the column"
                + " of the label with --label; the columns are a, label", "--label", "target");
        csv("missing label", "a,label\n1,x\n2,\n", "@/d.csv, line 3, column 'label': the label is missing");
        csv("one class", "a,label\n1,x\n2,x\n",
                "@/d.csv, column 'label' is 'x' for all 2 samples: two classes are needed");
        csv("one sample", "a,label\n1,x\n",
                "@/d.csv, column 'label' is 'x' for the only sample: two classes are needed");
        csv("three classes", "a,label\n1,x\n2,y\n3,z\n",
                "@/d.csv, column 'label' has 3 different values ('x', 'y', 'z'), not"
                        + " two; sample 3 is the first with a third, 'z': name the one that counts as +1 with"
                        + " --positive");
        csv("positive label that is not there", "a,label\n1,x\n2,y\n",
                "@/d.csv, column 'label' never has the value 'w'; it has 'x', 'y'", "--positive", "w");
        csv("part that is neither", "a,part,label\n1,train,x\n2,maybe,y\n",
                "@/d.csv, line 3, column 'part': 'maybe' must be train or test", "--part", "part");
    }

    private static String columns(int count) {
        StringBuilder names = new StringBuilder("c0");
        for (int c = 1; c < count; c++) {
            names.append(",c").append(c);
        }
        return names.toString();
    }

    private void parts() {
        csv("all rows in the test part", "a,part,label\n1,test,x\n2,test,y\n",
                "@/d.csv: all 2 samples are in the test part: both parts need samples", "--part", "part");
        csv("one class in the training part", "a,part,label\n1,train,x\n2,train,x\n3,test,y\n", "@/d.csv: all 2 samples"
                + " of the training part are of class 'x': two classes are needed", "--part", "part");
        csv("more parameters than fit", TWO_ROWS, "@/d.csv: heads 2147483647, tokens 1, features 6: 90194313174"
                + " parameters do not fit one array", "--heads", "2147483647");
        csv("a start whose loss is no number", TWO_ROWS, "the loss is no number before the first step: --size 1.000e+30"
                + " or the scale of the tokens is too large for these data", "--size", "1e30", "--token-scale", "1e20");
        csv("values that are too large as tokens", "a,label\n3e38,x\n-3e38,y\n",
                "@/d.csv: sample 1, token 1, feature 1 is"
                        + " 3.0E38, which becomes Infinity as a token: mean 0.0, deviation 1.0, scale 10.0",
                "--no-standardize",
                "--token-scale", "10");
    }

    private void options() {
        csv("tokens that do not fit", "a,b,c,label\n1,2,3,x\n1,2,3,y\n", "@/d.csv: --tokens 2x2 takes 4 columns, but"
                + " there are 3 (a to c); choose them with --features", "--tokens", "2x2");
        csv("feature that is not there", "a,label\n1,x\n2,y\n",
                "@/d.csv, line 1 has no column 'b' (--features); the columns are a, label", "--features", "a,b");
        csv("feature that is the label", "a,label\n1,x\n2,y\n",
                "@/d.csv: column 'label' cannot be both a feature and the label", "--features", "a,label");
        csv("range that runs backwards", "a,b,label\n1,2,x\n2,2,y\n",
                "@/d.csv: --features b..a runs backwards: column 'a' comes before 'b'", "--features", "b..a");
        csv("feature twice", "a,b,label\n1,2,x\n2,2,y\n", "@/d.csv: --features names column 'b' twice", "--features",
                "a..b,b");
        csv("label and part the same", "a,label\n1,x\n2,y\n",
                "@/d.csv: column 'label' cannot be both the label and the part", "--part", "label");
    }

    private void longForm() {
        csv("token twice", "sample,token,v,label\ns,0,1,x\ns,0,2,x\n",
                "@/d.csv, line 3, column 'token': sample 's' has token 0 twice, also in line 2");
        csv("token left out", "sample,token,v,label\ns,1,1,x\ns,3,2,x\n",
                "@/d.csv, line 3, column 'token': sample 's' has token 3, but no token 2");
        csv("token that is no number", "sample,token,v,label\ns,first,1,x\n",
                "@/d.csv, line 2, column 'token': 'first' is not the number of a token (0, 1, 2, ... or 1, 2, 3, ...)");
        csv("token beyond the last", "sample,token,v,label\ns,0010000000,1,x\n",
                "@/d.csv, line 2, column 'token': token 0010000000 is beyond 9999999, the last one that is read");
        csv("token with zeros before it", "sample,token,v,label\ns,01,1,x\ns,0000000003,2,x\n",
                "@/d.csv, line 3, column 'token': sample 's' has token 3, but no token 2");
        csv("labels that disagree", "sample,token,v,label\ns,0,1,x\ns,1,2,y\n",
                "@/d.csv, line 3, column 'label': sample 's' has label 'y' here, but 'x' in line 2");
        csv("sample without a name", "sample,token,v,label\n,0,1,x\n",
                "@/d.csv, line 2, column 'sample': the name of the sample is missing");
        csv("tokens option for the long form", "sample,token,v,label\ns,0,1,x\n", "@/d.csv has columns 'sample' and"
                + " 'token', so it has one row a token: --tokens 2x2 is for tables with one row a sample", "--tokens",
                "2x2");
    }

    private void csv(String title, String content, String sentence, String... options) {
        add(title, content.getBytes(StandardCharsets.UTF_8), sentence, options);
    }

    private void bytes(String title, byte[] content, String sentence) {
        add(title, content, sentence);
    }

    private void add(String title, byte[] content, String sentence, String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "@/d.csv", "--out", "@/m.safetensors"));
        arguments.addAll(Arrays.asList(options));
        cases.add(new BadInput("CSV: " + title, "d.csv", content, new byte[0], arguments, 1, sentence));
    }
}
