package dev.mha.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** NPZ files that cannot be used. */
final class BadNpz {
    private final List<BadInput> cases = new ArrayList<>();

    static List<BadInput> all() throws IOException {
        BadNpz table = new BadNpz();
        table.container();
        table.headers();
        table.arrays();
        return table.cases;
    }

    private static NpzBytes good() {
        return new NpzBytes().floats("X", "2, 2, 1", 1, 2, 3, 4).bytes("y", "2", 0, 1);
    }

    private void container() throws IOException {
        byte[] whole = good().build();
        add("cut off", Arrays.copyOf(whole, whole.length - 30),
                "@/d.npz is a broken NPZ file, it may be cut off: zip END header not found");
        add("cut off in the middle", Arrays.copyOf(whole, whole.length / 3),
                "@/d.npz is a broken NPZ file, it may be cut off: zip END header not found");
        damage(good().build(false), good().build(true));
        add("empty archive", new NpzBytes().build(), "@/d.npz has no array X; it has none");
        add("no X", new NpzBytes().floats("data", "1", 1).build(), "@/d.npz has no array X; it has data");
        add("no y", new NpzBytes().floats("X", "1, 1, 1", 1).build(), "@/d.npz has no array y; it has X");
        add("single array", NpzBytes.npy(1, NpzBytes.header("<f4", false, "1"), new byte[4]), "@/d.npz is a single NPY"
                + " array: labels are needed too, save both with numpy.savez(file, X=..., y=...)");
        cases.add(new BadInput("NPZ: label option", "d.npz", whole, new byte[0],
                List.of("train", "@/d.npz", "--out", "@/m.safetensors", "--label", "y"), 1,
                "@/d.npz is an NPZ file, whose arrays are X, y, mask and test: --label is for CSV files"));
    }

    /** One bit in a value of each array as it is stored, and one in the packed bytes of X. */
    private void damage(byte[] stored, byte[] packed) {
        int x = find(stored, find(stored, 0, "'shape'"), "\n") + 1;
        add("flipped bit in X", flipped(stored, x),
                "@/d.npz: X is damaged: its checksum is not the one that was saved with it");
        add("flipped bit in y", flipped(stored, find(stored, find(stored, x, "'shape'"), "\n") + 1),
                "@/d.npz: y is damaged: its checksum is not the one that was saved with it");
        add("flipped bit in packed bytes", flipped(packed, find(packed, 0, "X.npy") + 5),
                "@/d.npz: X is damaged: it cannot be unpacked");
        byte[] twice = stored.clone();
        for (int at = find(twice, 0, "y.npy"); at >= 0; at = find(twice, at + 1, "y.npy")) {
            twice[at] = 'X';
        }
        add("array twice", twice, "@/d.npz has the array X twice");
    }

    private static byte[] flipped(byte[] file, int at) {
        byte[] broken = file.clone();
        broken[at] ^= 2;
        return broken;
    }

    private static int find(byte[] file, int from, String text) {
        return new String(file, StandardCharsets.ISO_8859_1).indexOf(text, from);
    }

    private void headers() throws IOException {
        add("bad magic", new NpzBytes().raw("X", "hello, this is text".getBytes(StandardCharsets.UTF_8)).build(),
                "@/d.npz: X is not an NPY array: it does not start with the bytes 93 NUMPY");
        byte[] future = NpzBytes.npy(1, NpzBytes.header("<f4", false, "1"), new byte[4]);
        future[6] = 9;
        add("unknown version", new NpzBytes().raw("X", future).build(),
                "@/d.npz: X has version 9 of the NPY format, known are 1, 2 and 3");
        type("Python objects", "|O", "'|O' (Python objects)");
        type("complex numbers", "<c16", "'<c16'");
        type("long doubles", "<f16", "'<f16'");
        add("structured type",
                new NpzBytes().array("X", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
                        new byte[4]).build(),
                "@/d.npz: X has a structured dtype; an array of plain numbers is needed");
        add("no shape", new NpzBytes().array("X", "{'descr': '<f4', 'fortran_order': False, }", new byte[4]).build(),
                "@/d.npz: X has an NPY header without an order or a shape");
        add("huge shape",
                new NpzBytes().array("X", NpzBytes.header("<f4", false, "99999, 99999, 99999"), new byte[4]).build(),
                "@/d.npz: X has the shape (99999, 99999, 99999): more values than fit, at most 2147483639");
        add("shape larger than content",
                new NpzBytes().array("X", NpzBytes.header("<f4", false, "2, 2, 2"), new byte[20]).build(),
                "@/d.npz: X ends before the 8 values of its shape [2, 2, 2] do");
        add("shape of gigabytes",
                new NpzBytes().array("X", NpzBytes.header("<f4", false, "2000000000, 1, 1"), new byte[20]).build(),
                "@/d.npz: X ends before the 2000000000 values of its shape [2000000000, 1, 1] do");
        byte[] claim = NpzBytes.npy(2, NpzBytes.header("<f4", false, "1"), new byte[4]);
        Arrays.fill(claim, 8, 12, (byte) -1);
        add("header of gigabytes", new NpzBytes().raw("X", claim).build(),
                "@/d.npz: X has a header of 4294967295 bytes, which is no NPY header");
        add("header that is cut off", new NpzBytes().raw("X", Arrays.copyOf(claim, 9)).build(),
                "@/d.npz: X ends inside its header");
        add("shape with a gap", new NpzBytes().array("X", NpzBytes.header("<f4", false, "2,,2"), new byte[16]).build(),
                "@/d.npz: X has the shape (2,,2), which makes no sense");
        add("shape below 0", new NpzBytes().array("X", NpzBytes.header("<f4", false, "2,-1,-2"), new byte[16]).build(),
                "@/d.npz: X has the shape (2,-1,-2), which makes no sense");
        add("content larger than shape",
                new NpzBytes().array("X", NpzBytes.header("<f4", false, "1, 1, 1"), new byte[8]).build(),
                "@/d.npz: X has more bytes than its shape [1, 1, 1] asks for");
    }

    private void type(String title, String type, String shown) throws IOException {
        add(title, new NpzBytes().array("X", NpzBytes.header(type, false, "1, 1, 1"), new byte[16]).build(),
                "@/d.npz: X has the dtype " + shown + "; known are f2, f4, f8, i1 to i8, u1 to u8, bool and text");
    }

    private void arrays() throws IOException {
        add("X with one axis", new NpzBytes().floats("X", "2", 1, 2).build(),
                "@/d.npz: X has the shape [2], needed are [samples, tokens, features] or [samples, columns]");
        add("X without a sample", new NpzBytes().floats("X", "0, 2, 1").build(),
                "@/d.npz: X has the shape [0, 2, 1]: it holds no value");
        add("NaN in X", good().floats("X", "2, 2, 1", 1, 2, Float.NaN, 4).build(), "@/d.npz: X[1, 0, 0] is NaN: the"
                + " value is missing; --missing zero or --missing indicator accepts that");
        add("infinity in X", good().floats("X", "2, 2, 1", 1, 2, 3, Float.POSITIVE_INFINITY).build(),
                "@/d.npz: X[1, 1, 0] is Infinity");
        add("X of text", good().array("X", NpzBytes.header("|S1", false, "2, 2, 1"), new byte[4]).build(),
                "@/d.npz: X holds text, not numbers");
        add("y of another length", good().bytes("y", "3", 0, 1, 0).build(),
                "@/d.npz: y has the shape [3], X has 2 samples");
        add("one class", good().bytes("y", "2", 1, 1).build(),
                "@/d.npz: y is '1' for all 2 samples: two classes are needed");
        add("three classes", good().floats("X", "4, 1, 1", 1, 2, 3, 4).bytes("y", "4", 1, 1, -1, 7).build(),
                "@/d.npz: y has 3 different values ('-1', '1', '7'), not two; sample 3 (counted from 0) is the"
                        + " first with a third, '7': name the one that counts as +1 with --positive");
        add("infinity in y", good().floats("X", "3, 1, 1", 1, 2, 3).floats("y", "3", 0, 1, Float.POSITIVE_INFINITY)
                .build(),
                "@/d.npz: y has 3 different values ('0', '1', 'Infinity'), not two; sample 2 (counted from 0) is the"
                        + " first with a third, 'Infinity': name the one that counts as +1 with --positive");
        add("NaN in y", good().floats("y", "2", 1, Float.NaN).build(), "@/d.npz: y[1] is missing (NaN)");
        add("mask with a hole", good().floats("X", "2, 3, 1", 1, 2, 3, 4, 5, 6)
                .bytes("mask", "2, 3", 1, 1, 1, 1, 0, 1).build(),
                "@/d.npz: mask[1] has a hole: token 1 is padding, but"
                        + " token 2 is not (counted from 0); padding must be at the end");
        add("mask of padding alone", good().bytes("mask", "2, 2", 1, 1, 0, 0).build(),
                "@/d.npz: mask[1] is all padding: a sample needs a token");
        add("mask of another shape", good().bytes("mask", "2, 3", 1, 1, 1, 1, 1, 1).build(),
                "@/d.npz: mask has the shape [2, 3], needed is [2, 2]");
        add("mask without an axis", good().bytes("mask", "", 1).build(),
                "@/d.npz: mask has the shape [], needed is [2, 2]");
        add("test without an axis", good().bytes("test", "", 1).build(),
                "@/d.npz: test has the shape [], needed is [2]");
        add("all samples in the test part", good().bytes("test", "2", 1, 1).build(),
                "@/d.npz: all 2 samples are in the test part: both parts need samples");
        add("mask that is neither", good().bytes("mask", "2, 2", 1, 1, 7, 1).build(),
                "@/d.npz: mask[1, 0] is 7.0, must be 0 or 1");
    }

    private void add(String title, byte[] content, String sentence) {
        cases.add(new BadInput("NPZ: " + title, "d.npz", content, new byte[0],
                List.of("train", "@/d.npz", "--out", "@/m.safetensors"), 1, sentence));
    }
}
