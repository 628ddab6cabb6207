package dev.mha.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Command lines, files and model files that cannot be used. */
final class BadOptions {
    private final List<BadInput> cases = new ArrayList<>();

    static List<BadInput> all() {
        BadOptions table = new BadOptions();
        table.usage();
        table.places();
        table.models();
        return table.cases;
    }

    private void usage() {
        usage("no command",
                "name a command: trial, train, predict, curvature, certify, experiment, kernels,"
                        + " completion, help; see mha --help");
        usage("unknown command", "there is no command 'tral' (did you mean train?); see mha --help",
                "tral");
        usage("unknown option", "there is no option '--head' (did you mean --heads or --help?); see mha train --help",
                "train",
                "digits", "--out", "@/m", "--head", "2");
        usage("no output", "Missing required option: '--out=MODEL'; see mha train --help", "train", "digits");
        usage("no data", "Missing required parameter: 'DATA'; see mha train --help", "train", "--out", "@/m");
        usage("two data", "'soil' is a word too many; see mha trial --help", "trial", "digits", "soil");
        usage("heads of zero", "Invalid value for option '--heads': 0 must be at least 1; see mha trial --help",
                "trial", "--heads", "0");
        usage("heads of text", "Invalid value for option '--heads': 'many' is not a whole number, or too large;"
                + " see mha trial --help", "trial", "--heads", "1,many");
        usage("huge heads", "Invalid value for option '--heads': '99999999999' is not a whole number, or too"
                + " large; see mha trial --help", "trial", "--heads", "99999999999");
        usage("step of NaN", "Invalid value for option '--step': NaN must be above 0 and finite; see mha train --help",
                "train", "digits", "--out", "@/m", "--step", "NaN");
        usage("step of text", "Invalid value for option '--step': 'fast' is not a number, auto, or a share such as"
                + " 0.5/L; see mha train --help", "train", "digits", "--out", "@/m", "--step", "fast");
        usage("step beyond numbers", "Invalid value for option '--step': 1e-300 must be 1e-30 to 1e30; see mha train"
                + " --help", "train", "digits", "--out", "@/m", "--step", "1e-300");
        usage("steps beyond numbers", "Invalid value for option '--steps': 1e31 must be 1e-30 to 1e30; see mha trial"
                + " --help", "trial", "--steps", "1,1e31");
        usage("share beyond numbers", "Invalid value for option '--step': 1e300/L must be 1e-30 to 1e30; see mha train"
                + " --help", "train", "digits", "--out", "@/m", "--step", "1e300/L");
        usage("repeated step beyond numbers", "Invalid value for option '--step': 5e-324 must be 1e-30 to 1e30; see mha"
                + " certify --help", "certify", "@/m", "digits", "--step", "5e-324");
        usage("number of a programming language", "Invalid value for option '--size': '0x1p3' is not a number; see mha"
                + " train --help", "train", "digits", "--out", "@/m", "--size", "0x1p3");
        usage("unknown start", "Invalid value for option '--init': 'random' is none of zero, sign, gauss, warm; see mha"
                + " train --help", "train", "digits", "--out", "@/m", "--init", "random");
        usage("unknown start of a training", "Invalid value for option '--init': 'random' is none of zero, sign, gauss,"
                + " warm; see mha certify --help", "certify", "@/m", "digits", "--init", "random");
        usage("unknown way to the trace", "Invalid value for option '--trace': 'foo' is none of exact, hutchinson,"
                + " hutchpp; see mha curvature --help", "curvature", "@/m", "digits", "--trace", "foo");
        usage("unknown way to fill", "Invalid value for option '--missing': 'mean' is none of refuse, zero, indicator;"
                + " see mha trial --help", "trial", "@/none.csv", "--missing", "mean");
        usage("tokens of another form", "Invalid value for option '--tokens': '16' is not of the form TOKENSxFEATURES,"
                + " for example 16x4; see mha trial --help", "trial", "--tokens", "16");
        usage("one fold", "folds is 1, must be at least 2; see mha trial --help", "trial", "--folds", "1");
        usage("repeats in time order",
                "repeats is 2, samples in time order have one division only; see mha trial --help", "trial",
                "--time-ordered", "--repeats", "2");
        usage("repeats without end",
                "repeats is 2147483647, must be 1 to 1000; see mha trial --help", "trial", "--repeats", "2147483647");
        usage("threads without end", "Invalid value for option '--threads': 2147483647 must be at most 1024; see mha"
                + " trial --help", "trial", "--threads", "2147483647");
        usage("replaced but none left out", "--replace needs --leave-out of at least 2; see mha certify --help",
                "certify",
                "@/m", "digits", "--leave-out", "0", "--replace", "10");
        usage("influence but none left out", "--influence needs --leave-out of at least 2; see mha certify --help",
                "certify", "@/m", "digits", "--leave-out", "0", "--influence", "5");
        usage("one replaced", "--replace 1: at least 2 samples are needed; see mha certify --help", "certify", "@/m",
                "digits", "--replace", "1");
        String whole = " is not a whole number, or too large; see mha ";
        usage("seed of text", "Invalid value for option '--seed': 'x'" + whole + "trial --help", "trial", "--seed",
                "x");
        usage("seed of a training", "Invalid value for option '--start-seed': '1.5'" + whole + "certify --help",
                "certify", "@/m", "digits", "--start-seed", "1.5");
        usage("positions of text", "Invalid value for option '--positions': 'x'" + whole + "train --help", "train",
                "@/none.csv", "--out", "@/m", "--positions", "x");
        usage("positions beyond numbers", "Invalid value for option '--positions': '9999999999'" + whole
                + "train --help", "train", "@/none.csv", "--out", "@/m", "--positions", "9999999999");
        usage("option twice", "option '--seed' (N) should be specified only once; see mha trial --help", "trial",
                "--seed", "1", "--seed", "2");
        usage("comma at the end", "Invalid value for option '--heads': '1,' has a comma without a value on either side;"
                + " see mha trial --help", "trial", "--heads", "1,");
        usage("comma at the start", "Invalid value for option '--features': ',a' has a comma without a value on either"
                + " side; see mha trial --help", "trial", "--features", ",a");
        usage("unknown start in a list", "Invalid value for option '--inits': 'random' is none of zero, sign, gauss,"
                + " warm; see mha trial --help", "trial", "--inits", "gauss,random");
        usage("start beyond 32-bit numbers",
                "Invalid value for option '--size': 1e300 must be at most 1e30; see mha trial"
                        + " --help",
                "trial", "--size", "1e300");
        usage("dash for a model", "Invalid value for option '--out': - does not stand for standard output here; name a"
                + " file or folder (./- for one named -); see mha train --help", "train", "digits", "--out", "-");
        usage("empty name", "Invalid value for option '--out': the name is empty; see mha trial --help", "trial",
                "--out", "");
        usage("empty title", "--title is empty; see mha trial --help", "trial", "--title", " ");
        usage("positions below zero", "--positions is -1, must be 0 to 1000; see mha train --help", "train",
                "@/none.csv", "--out", "@/m", "--positions", "-1");
        usage("token scale that no float holds",
                "--token-scale is 1.0E300, must be 1e-30 to 1e30; see mha train --help",
                "train", "@/none.csv", "--out", "@/m", "--token-scale", "1e300");
        usage("file that looks like an option",
                "there is no option '-x.npz' (a file named -x.npz is given as ./-x.npz); see mha trial --help", "trial",
                "-x.npz");
        usage("file that looks like an option instead of the data",
                "Missing required parameter: 'DATA' (a file named -x.npz is given as ./-x.npz); see mha predict --help",
                "predict", "m.safetensors", "-x.npz");
        usage("class for a model that has its own", "there is no option '--positive'; see mha predict --help",
                "predict",
                "@/m", "@/d.csv", "--positive", "x");
        usage("how to read a bundled set", "digits is a bundled set, read in its own way: --label is for files; see mha"
                + " train --help", "train", "digits", "--out", "@/m", "--label", "y");
        usage("part of a bundled set", "soil is a bundled set, read in its own way: --part is for files; see mha trial"
                + " --help", "trial", "soil", "--part", "p");
        usage("standard input twice", "DATA and --test cannot both be standard input; see mha train --help", "train",
                "-",
                "--test", "-", "--out", "@/m");
        usage("two test parts", "--part and --test both name samples to judge the model on: give one of them; see mha"
                + " train --help", "train", "@/d.csv", "--part", "p", "--test", "@/t.csv", "--out", "@/m");
        usage("no eigenvalue",
                "Invalid value for option '--eigenvalues': 0 must be at least 1; see mha curvature --help",
                "curvature", "@/m", "digits", "--eigenvalues", "0");
        usage("probes without end", "--probes is 2147483647, must be at most 10000; see mha curvature --help",
                "curvature", "@/m", "digits", "--probes", "2147483647");
        usage("no tolerance", "Invalid value for option '--tolerance': 0 must be above 0 and finite; see mha curvature"
                + " --help", "curvature", "@/m", "digits", "--tolerance", "0");
        usage("curvature of nothing", "Missing required parameter: 'DATA'; see mha curvature --help", "curvature",
                "@/m");
        usage("measurements without a file", "--curvature-every needs --curvature FILE; see mha train --help", "train",
                "@/none.csv", "--out", "@/m", "--curvature-every", "3");
        usage("parts of nothing", "--curvature-skip needs --curvature FILE; see mha train --help", "train",
                "@/none.csv",
                "--out", "@/m", "--curvature-skip", "margin");
        usage("a page of nothing", "--html needs --curvature FILE; see mha train --help", "train", "@/none.csv",
                "--out",
                "@/m", "--html", "@/p.html");
        usage("an unknown part", "Invalid value for option '--curvature-skip' (PART): 'trace' is none of density,"
                + " margin; see mha train --help", "train", "@/none.csv", "--out", "@/m", "--curvature", "@/c",
                "--curvature-skip", "density,trace");
        usage("one file for page and table", "--curvature and --html both name @/c; see mha train --help", "train",
                "@/none.csv", "--out", "@/m", "--curvature", "@/c", "--html", "@/c");
        usage("one file for page and model", "--out and --html both name @/m; see mha train --help", "train",
                "@/none.csv", "--out", "@/m", "--curvature", "@/c", "--html", "@/m");
        usage("one file for two", "--out and --curvature both name @/./m; see mha train --help", "train", "@/none.csv",
                "--out", "@/m", "--curvature", "@/./m");
        usage("no experiment", "name an experiment, or all; --list names them; see mha experiment --help",
                "experiment");
        usage("unknown experiment", "there is no experiment 'e9'; --list names them; see mha experiment --help",
                "experiment", "e1", "e9");
        usage("all and one more", "'all' is every experiment: name none beside it; see mha experiment --help",
                "experiment", "e1", "all");
        usage("one trial of an experiment", "--trials 1: at least 2 are needed, or there is no interval; see mha"
                + " experiment --help", "experiment", "e1", "--trials", "1");
        usage("no trial of an experiment", "--trials 0: at least 2 are needed, or there is no interval; see mha"
                + " experiment --help", "experiment", "e1", "--trials", "0");
        usage("trials without end", "--trials is 2147483647, must be at most 1000; see mha experiment --help",
                "experiment", "e1", "--trials", "2147483647");
        usage("two ways to print experiments",
                "--json and --markdown both say what to print: give one of them; see mha"
                        + " experiment --help",
                "experiment", "e1", "--json", "--markdown");
        usage("value left out", "Missing required parameter for option '--out' (DIR); see mha trial --help", "trial",
                "--out");
    }

    private void places() {
        failure("no such file", "no such file: @/none.csv", "train", "@/none.csv", "--out", "@/m");
        failure("neither a set nor a file", "no such file: digit; bundled sets are digits, soil, radar, splice,"
                + " weather, credit", "train", "digit", "--out", "@/m");
        failure("directory for data", "@ is a directory, not a data file", "train", "@", "--out", "@/m");
        failure("data without a name", "the name of the data is empty", "train", "", "--out", "@/m");
        failure("data whose name starts with @", "no such file: @none.csv", "train", "@none.csv", "--out", "@/m");
        failure("empty standard input", "standard input is empty", "train", "-", "--out", "@/m");
        failure("model folder that is not there", "cannot write @/none/m: there is no folder @/none", "train", "digits",
                "--out", "@/none/m");
        failure("directory for a model", "@ is a directory, name a file", "train", "digits", "--out", "@");
        file("directory of the model for a page", "m", "x", "@ is a directory, name a file", "curvature", "@/m",
                "digits", "--html", "@");
        String overlong = "m".repeat(300);
        failure("name too long", "cannot write @/" + overlong + ": file name too long", "train", "@/none.csv", "--out",
                "@/" + overlong);
        failure("folder with a name too long", "cannot write @/new/" + overlong + "/r: file name too long", "trial",
                "@/none.csv", "--out", "@/new/" + overlong + "/r");
        file("model over its data", "m", "x", "cannot write @/m: the command reads @/m; choose another name",
                "train", "@/m", "--out", "@/m", "--force");
        file("model over its test data", "m", "x", "cannot write @/m: the command reads @/./m; choose another name",
                "train", "@/none.csv", "--test", "@/./m", "--out", "@/m", "--force");
        file("scores over the model", "m", "x",
                "cannot write @/m: the command reads @/m; choose another name",
                "predict", "@/m", "@/none.csv", "--out", "@/m", "--force");
        file("file under a file", "f", "x", "@/f/d.csv cannot be read: not a directory", "train",
                "@/f/d.csv", "--out", "@/m");
        file("model that exists", "m", "x", "@/m exists; use --force to replace it", "train", "digits", "--out", "@/m");
        file("file for the folder of experiments", "f", "x", "@/f is a file, not a folder", "experiment", "e1", "--out",
                "@/f");
        file("plot of another origin", "e1.svg", "x", "@/e1.svg exists; use --force to replace it", "experiment", "e1",
                "--out", "@");
        file("cells of another origin", "e1.csv", "x,y\n", "@/e1.csv cannot be continued: its columns are not those of"
                + " e1; use --force to replace it, or another --out", "experiment", "e1", "--out", "@");
        file("cells without a line", "e1.csv", "", "@/e1.csv cannot be continued: its columns are not those of e1; use"
                + " --force to replace it, or another --out", "experiment", "e1", "--out", "@");
        file("more folds than samples of a class", "d.csv", "a,label\n1,no\n2,no\n3,yes\n4,yes\n5,yes\n",
                "@/d.csv: folds is 3, but class 'no' has 2 samples and class 'yes' 3: each class needs at"
                        + " least one sample a fold",
                "trial", "@/d.csv", "--folds", "3", "--out", "@/r");
        file("folder that is no report", "f", "x", "@/f is a file, not a folder", "trial", "digits", "--out", "@/f");
    }

    private void models() {
        failure("no such model", "no such file: @/m", "predict", "@/m", "digits");
        failure("no such model to measure", "no such file: @/m", "curvature", "@/m", "digits");
        failure("no such model to certify", "no such file: @/m", "certify", "@/m", "digits");
        usage("standard input twice for certify",
                "DATA and --test cannot both be standard input; see mha certify --help", "certify", "@/m", "-",
                "--test",
                "-");
        usage("eigenvalues without end", "--eigenvalues is 2147483647, must be at most 1000000; see mha curvature"
                + " --help", "curvature", "@/m", "digits", "--eigenvalues", "2147483647");
        usage("help on no command", "Unknown subcommand 'nothing'; see mha --help", "help", "nothing");
        usage("one left out", "--leave-out 1: at least 2 samples are needed, or 0 for none; see mha certify --help",
                "certify", "@/m", "digits", "--leave-out", "1");
        usage("fewer than none left out", "--leave-out -1: at least 2 samples are needed, or 0 for none; see mha"
                + " certify --help", "certify", "@/m", "digits", "--leave-out", "-1");
        failure("directory for a model to read", "@ is a directory, not a model file", "predict", "@", "digits");
    }

    private void usage(String title, String sentence, String... arguments) {
        cases.add(new BadInput("options: " + title, null, null, new byte[0], List.of(arguments), 2, sentence));
    }

    private void failure(String title, String sentence, String... arguments) {
        cases.add(new BadInput("files: " + title, null, null, new byte[0], List.of(arguments), 1, sentence));
    }

    private void file(String title, String name, String content, String sentence, String... arguments) {
        cases.add(new BadInput("files: " + title, name, content.getBytes(StandardCharsets.UTF_8), new byte[0],
                List.of(arguments), 1, sentence));
    }
}
